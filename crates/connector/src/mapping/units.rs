//! Units by their codes in UN/CEFACT Recommendation 20: what each is in its quantity's unit of the SI.

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    Length,
    Area,
    Volume,
    Mass,
    Time,
    Temperature,
    Speed,
    Energy,
    Power,
    Pressure,
    Angle,
    Ratio,
}

/// Code, quantity, factor and offset: `value × factor + offset` is in the quantity's unit of the SI.
const UNITS: [(&str, Quantity, f64, f64); 50] = [
    ("MTR", Quantity::Length, 1.0, 0.0),
    ("KMT", Quantity::Length, 1_000.0, 0.0),
    ("CMT", Quantity::Length, 0.01, 0.0),
    ("MMT", Quantity::Length, 0.001, 0.0),
    ("INH", Quantity::Length, 0.0254, 0.0),
    ("FOT", Quantity::Length, 0.3048, 0.0),
    ("YRD", Quantity::Length, 0.9144, 0.0),
    ("SMI", Quantity::Length, 1_609.344, 0.0),
    ("MTK", Quantity::Area, 1.0, 0.0),
    ("CMK", Quantity::Area, 0.000_1, 0.0),
    ("KMK", Quantity::Area, 1_000_000.0, 0.0),
    ("HAR", Quantity::Area, 10_000.0, 0.0),
    ("FTK", Quantity::Area, 0.092_903_04, 0.0),
    ("MTQ", Quantity::Volume, 1.0, 0.0),
    ("LTR", Quantity::Volume, 0.001, 0.0),
    ("DLT", Quantity::Volume, 0.000_1, 0.0),
    ("CLT", Quantity::Volume, 0.000_01, 0.0),
    ("MLT", Quantity::Volume, 0.000_001, 0.0),
    ("KGM", Quantity::Mass, 1.0, 0.0),
    ("GRM", Quantity::Mass, 0.001, 0.0),
    ("MGM", Quantity::Mass, 0.000_001, 0.0),
    ("TNE", Quantity::Mass, 1_000.0, 0.0),
    ("LBR", Quantity::Mass, 0.453_592_37, 0.0),
    ("SEC", Quantity::Time, 1.0, 0.0),
    ("C26", Quantity::Time, 0.001, 0.0),
    ("MIN", Quantity::Time, 60.0, 0.0),
    ("HUR", Quantity::Time, 3_600.0, 0.0),
    ("DAY", Quantity::Time, 86_400.0, 0.0),
    ("WEE", Quantity::Time, 604_800.0, 0.0),
    ("KEL", Quantity::Temperature, 1.0, 0.0),
    ("CEL", Quantity::Temperature, 1.0, 273.15),
    ("FAH", Quantity::Temperature, 5.0 / 9.0, 459.67 * 5.0 / 9.0),
    ("MTS", Quantity::Speed, 1.0, 0.0),
    ("KMH", Quantity::Speed, 1.0 / 3.6, 0.0),
    ("HM", Quantity::Speed, 0.447_04, 0.0),
    ("JOU", Quantity::Energy, 1.0, 0.0),
    ("KJO", Quantity::Energy, 1_000.0, 0.0),
    ("WHR", Quantity::Energy, 3_600.0, 0.0),
    ("KWH", Quantity::Energy, 3_600_000.0, 0.0),
    ("MWH", Quantity::Energy, 3_600_000_000.0, 0.0),
    ("WTT", Quantity::Power, 1.0, 0.0),
    ("KWT", Quantity::Power, 1_000.0, 0.0),
    ("PAL", Quantity::Pressure, 1.0, 0.0),
    ("A97", Quantity::Pressure, 100.0, 0.0),
    ("BAR", Quantity::Pressure, 100_000.0, 0.0),
    ("HN", Quantity::Pressure, 133.322_387_415, 0.0),
    ("C81", Quantity::Angle, 1.0, 0.0),
    ("DD", Quantity::Angle, std::f64::consts::PI / 180.0, 0.0),
    ("C62", Quantity::Ratio, 1.0, 0.0),
    ("P1", Quantity::Ratio, 0.01, 0.0),
];

/// From one unit to another: `(value × from + offset) ÷ to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    from: f64,
    offset: f64,
    to: f64,
}

impl Scale {
    /// Between two codes; the error says what is wrong with them.
    pub(super) fn between(from: &str, to: &str) -> Result<Self, String> {
        let find = |code: &str| {
            let known = UNITS.iter().find(|unit| unit.0 == code);
            known.ok_or_else(|| format!("`{code}` is no unit code that can be converted"))
        };
        let (source, model) = (find(from)?, find(to)?);
        if source.1 != model.1 {
            return Err(format!("`{from}` and `{to}` measure different things"));
        }
        Ok(Self {
            from: source.2,
            offset: source.3 - model.3,
            to: model.2,
        })
    }

    /// The value in the other unit. What conversion adds in the last digits is rounded off: twelve stay.
    pub(super) fn convert(self, value: f64) -> f64 {
        rounded((value * self.from + self.offset) / self.to)
    }
}

/// A number to twelve significant digits.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_what_it_says() {
        for (from, to, value, expected) in [
            ("GRM", "KGM", 81_500.0, 81.5),
            ("CMT", "MTR", 172.0, 1.72),
            ("FAH", "CEL", 98.6, 37.0),
            ("CEL", "KEL", 21.3, 294.45),
            ("CEL", "FAH", -40.0, -40.0),
            ("KMH", "MTS", 36.0, 10.0),
            ("KWH", "JOU", 1.5, 5_400_000.0),
            ("DAY", "HUR", 0.1, 2.4),
            ("P1", "C62", 7.0, 0.07),
        ] {
            let found = Scale::between(from, to).unwrap().convert(value);
            assert!(
                (found - expected).abs() < 1e-9,
                "{value} {from} is {found} {to}"
            );
            let back = Scale::between(to, from).unwrap().convert(found);
            assert!((back - value).abs() < 1e-9, "{found} {to} is {back} {from}");
        }
        assert_eq!(
            Scale::between("GRM", "KGM")
                .unwrap()
                .convert(0.3)
                .to_string(),
            "0.0003",
            "without the digits that only the conversion made"
        );
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert_eq!(
            Scale::between("GRM", "MTR").unwrap_err(),
            "`GRM` and `MTR` measure different things"
        );
        assert_eq!(
            Scale::between("gram", "KGM").unwrap_err(),
            "`gram` is no unit code that can be converted"
        );
    }

    #[test]
    fn no_code_is_there_twice() {
        for (at, unit) in UNITS.iter().enumerate() {
            assert!(
                UNITS[..at].iter().all(|other| other.0 != unit.0),
                "{}",
                unit.0
            );
        }
    }
}
