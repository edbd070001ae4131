use crate::engines::on_both;
use storage::Schema;

on_both! {
    async fn every_statement_of_an_operator_is_understood(place: Place) {
        let count = place.open_as(Schema::Operator).await.prepare_all().await.expect("understood");
        assert!(count > 50, "{count} statements");
    }

    async fn every_statement_of_a_connector_is_understood(place: Place) {
        let count = place.open_as(Schema::Connector).await.prepare_all().await.expect("understood");
        assert!(count > 50, "{count} statements");
    }

    async fn every_statement_of_a_registry_is_understood(place: Place) {
        let count = place.open_as(Schema::Registry).await.prepare_all().await.expect("understood");
        assert!(count > 50, "{count} statements");
    }
}
