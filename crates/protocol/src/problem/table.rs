//! The table: one entry a problem, in the order in which a request meets them.

macro_rules! problems {
    ($($variant:ident = $name:literal, $status:literal, $title:literal,
        $explanation:literal,
        $remedy:literal;)*) => {
        /// A problem's name, the last part of its `type`. Stable: others write programs against it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ProblemName {
            $(#[doc = $title] $variant,)*
        }

        impl ProblemName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The HTTP status it comes with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),* }
            }

            /// The problem in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// What it means, for people.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation),* }
            }

            /// What can be done about it.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy),* }
            }
        }
    };
}

problems! {
    TicketMissing = "ticket-missing", 401, "No request ticket",
        "Data is released only to a request that shows a request ticket from the person's \
         operator. This request showed none.",
        "Ask the operator for a request ticket and send it as `Authorization: DPoP <ticket>` with \
         a `DPoP` proof, or in the `MIM4-Request-Ticket` header.";
    TicketMalformed = "ticket-malformed", 401, "The request ticket cannot be read",
        "What was sent is not a request ticket: it is not a signed token of three parts, a claim \
         is missing or of the wrong kind, a member appears twice, or it is another kind of token.",
        "Send the ticket exactly as the operator's answer had it in `request_ticket`. If it comes \
         from your own software, compare its claims with MIM4 §5.3.";
    TicketTooLarge = "ticket-too-large", 401, "The request ticket is too large",
        "A request ticket may be at most 8 KiB long. Longer ones are refused before they are \
         looked at.",
        "Ask the operator for a fresh ticket. If it is still too long, its `contract_token` is \
         too large; the operator can shorten it.";
    TicketAlgorithm = "ticket-algorithm", 401, "The ticket's signature algorithm is not accepted",
        "Tickets are signed with EdDSA or ES256, and always with the algorithm of the operator's \
         published key. Unsigned tickets and other algorithms are refused, RS256 except from \
         operators registered for it.",
        "The operator must sign with the key that its metadata publishes. There is nothing the \
         service can change.";
    TicketUnknownKey = "ticket-unknown-key", 401, "The ticket is signed with an unknown key",
        "The key that the ticket names is not among the keys the operator publishes. They were \
         fetched again before the ticket was refused.",
        "Ask for a new ticket. If it happens again, the operator's published keys \
         (`operator_key`, `jwks_uri`) do not include the key it signs with.";
    TicketBadSignature = "ticket-bad-signature", 401, "The ticket's signature does not verify",
        "The ticket was changed after it was signed, or it was not signed by the operator it \
         names.",
        "Send the ticket unchanged. If you do, ask the operator for a new one and report the \
         request's id to it.";
    TicketUnknownIssuer = "ticket-unknown-issuer", 401, "The ticket's operator is not trusted here",
        "The operator that issued the ticket is in no trust group that this data source accepts, \
         and there is no contract with it (MIM4 §5.3.2).",
        "The operator can join one of the trust groups listed in the connector's metadata, or \
         agree with the data source directly.";
    TicketMemberSuspended = "ticket-member-suspended", 401, "The ticket's operator is not an active member",
        "The operator is known to the trust group, but its membership is not active now: it is \
         applied for, suspended, revoked or has ended. Nothing is released on its tickets.",
        "The operator can find its status in the registry and must settle it with the trust \
         group's governing body. Withdrawals and rights requests are still served.";
    TicketExpired = "ticket-expired", 401, "The request ticket has expired",
        "A ticket is good for a few minutes. The end that this one names has passed.",
        "Ask the operator for a new ticket. If new ones are refused as well, compare the clocks \
         of the operator and the connector.";
    TicketNotYetValid = "ticket-not-yet-valid", 401, "The request ticket is not valid yet",
        "The ticket says that it was issued in the future. A minute's difference between clocks \
         is allowed for.",
        "The clock of the operator runs ahead, or that of the connector behind. Synchronise both.";
    TicketLivesTooLong = "ticket-lives-too-long", 401, "The request ticket lives too long",
        "The ticket's end lies further from its issue than this connector accepts.",
        "The operator must issue tickets with a shorter life; five minutes are enough, and a \
         connector accepts an hour unless it is configured otherwise.";
    TicketWrongAudience = "ticket-wrong-audience", 401, "The ticket is for another address",
        "The ticket's `aud` is not the address of this connector or route. The address counts as \
         it is configured, whatever the request's `Host` says.",
        "Ask for a ticket whose `audience` is the connector's base URL from its metadata, with \
         the route's path if there is one.";
    TicketReplayed = "ticket-replayed", 401, "The request ticket was used before",
        "A ticket that is not bound to a key is good for one request, and this one was used \
         already.",
        "Ask for a new ticket for each request, or have tickets bound to a key (`cnf`) and send a \
         proof with each request.";
    ProofMissing = "proof-missing", 401, "No proof of possession",
        "The token is bound to a key of the service. Whoever shows it must prove with each \
         request to have that key, and this request has no proof.",
        "Send a `DPoP` header with a proof for this request (RFC 9449), signed with the key that \
         the token was asked for with.";
    ProofInvalid = "proof-invalid", 401, "The proof of possession is not valid",
        "The proof does not belong to this request: its method, address, time, token or key is \
         another, or its signature does not verify.",
        "Make a new proof for each request: `htm` the method, `htu` the address without query, \
         `iat` now, `ath` the hash of the token, signed with the token's key. Check the clock.";
    ProofReplayed = "proof-replayed", 401, "The proof of possession was used before",
        "A proof is good for one request. One with the same `jti` was seen from the same key.",
        "Make a new proof with a new `jti` for each request, also when a request is repeated.";
    PermissionNotActive = "permission-not-active", 403, "The permission is not in force",
        "The operator says that there is no permission in force for this request: it was not \
         granted, or was suspended, withdrawn or has expired. The operator's reason is in \
         `reason`.",
        "Do not repeat the request. Ask the person for a permission through the operator if the \
         data is still needed.";
    AttributesNotPermitted = "attributes-not-permitted", 403, "The attributes are not permitted",
        "There is a permission, but it does not cover this dataset or any of the attributes that \
         were asked for.",
        "Ask only for permitted attributes, or ask the person through the operator to extend the \
         permission.";
    PurposeNotPermitted = "purpose-not-permitted", 403, "The purpose is not permitted",
        "The person's rules or the permission do not allow the data to be used for this purpose.",
        "Use the data only for the purpose that was permitted, or ask the person through the \
         operator for a permission for this one.";
    AgreementMissing = "agreement-missing", 403, "No data sharing agreement",
        "The rulebook or the data source demands a data sharing agreement between source and \
         service, and the ticket carries no proof of one in `contract_token`.",
        "Conclude the agreement with the data source and have it put on file at the operator; \
         tickets carry its proof from then on.";
    SelfAccessNotOffered = "self-access-not-offered", 403, "The source does not show people their data here",
        "A person's own ticket is good only for datasets whose source has switched on that people look at their own \
         data, with `GET`, at the addresses that the connector's metadata names.",
        "Use one of the addresses that the operator's answer had with the ticket. Where there is none, ask the \
         organisation for the data.";
    ChangeNotOffered = "change-not-offered", 403, "This cannot be changed here",
        "A person changes their own data with a ticket of their own, as far as its description says that it is theirs to \
         correct or to erase, and the source has a way to do it. `detail` names what stands against it.",
        "Ask the organisation to correct or erase it: it must answer within a month, and give its reason if it does not \
         (GDPR art. 12(3), 12(4)).";
    ChangeRefused = "change-refused", 409, "The source refused the change",
        "The source was asked to correct or erase the person's data, and did not: the value does not fit, or something \
         stands against it. `reasons` has the source's own words, where it has any for people.",
        "Look at the data again, correct what does not fit, or ask the organisation.";
    ChangeWaits = "change-waits", 409, "A change of this waits already",
        "The source's staff have not decided yet on what the person asked before of the same attribute, or of everything.",
        "Wait for their answer, or take back what was asked before (`asked_at` in the connector's metadata), and ask again.";
    OriginRefused = "origin-refused", 403, "The page may not read this",
        "The request comes from a page of another origin than that of the operator that issued the ticket.",
        "Open the operator's own page and look at the data there.";
    PersonUnknownAtSource = "person-unknown-at-source", 403, "The source cannot find this person",
        "The permission is in force, but none of the identifiers the operator gave is one that \
         this source understands. Nothing was released.",
        "The person can link the identifier that this source uses (for example a library card) at \
         their operator.";
    PodNotShared = "pod-not-shared", 403, "The person's pod does not show this",
        "The permission is in force, but the data is in the person's own pod, and the pod does not let the source's \
         connector read it, or its profile leads to where the connector does not read. Nothing was released.",
        "The person can give the connector's WebID the right to read in their pod. If the pod has moved, the source \
         must know its new server.";
    OperatorUnreachable = "operator-unreachable", 502, "The operator cannot be reached",
        "The connector must ask the operator whether the permission is still in force, and could \
         not connect to it. Without an answer nothing is released.",
        "Try again in a minute. If it lasts, the operator is down or its address in the trust \
         list or its metadata is wrong.";
    OperatorTimeout = "operator-timeout", 504, "The operator did not answer in time",
        "The connector must ask the operator whether the permission is still in force, and had no \
         answer within its time limit. Without an answer nothing is released.",
        "Try again in a minute. If it lasts, the operator is overloaded.";
    OperatorBadAnswer = "operator-bad-answer", 502, "The operator's answer cannot be used",
        "The operator answered, but not with what MIM4 §5.4 or §5.7 says: an error, another kind \
         of document, too large, or a redirect to another host. Without a clear answer nothing is \
         released.",
        "The operator must correct its metadata or its introspection endpoint; a run of the \
         conformance suite shows what is wrong.";
    OperatorAddressRefused = "operator-address-refused", 502, "The operator's address is refused",
        "The operator's metadata points to an address that a connector does not connect to: not \
         https, or in a private network.",
        "The operator must publish a public https address. In a closed network the connector can \
         be configured to accept it.";
    SourceUnreachable = "source-unreachable", 502, "The data source cannot be reached",
        "The permission is in force, but the connector could not connect to the data source \
         behind it. Nothing was released.",
        "Try again later. If it lasts, report it to the data source with the request's id.";
    SourceTimeout = "source-timeout", 504, "The data source did not answer in time",
        "The permission is in force, but the data source behind the connector did not answer \
         within its time limit. Nothing was released.",
        "Try again later. If it lasts, report it to the data source with the request's id.";
    SourceError = "source-error", 502, "The data source answered with an error",
        "The permission is in force, but the data source behind the connector answered with an \
         error. Nothing was released.",
        "Check the request's path and parameters; if they are right, report it to the data source \
         with the request's id.";
    SourceBadAnswer = "source-bad-answer", 502, "The data source's answer cannot be used",
        "The data source answered, but not with data in the form that the connector can filter, \
         or the answer broke off. What cannot be filtered is not released.",
        "Report it to the data source with the request's id: its answer must be complete JSON.";
    SourceTooLarge = "source-too-large", 502, "The data source's answer is too large",
        "The data source answered with more than the connector is configured to pass on. Nothing \
         was released.",
        "Ask for less at a time, for example with a smaller page. The data source can raise the \
         connector's limit.";
    SourceBusy = "source-busy", 503, "The data source has too much to do",
        "The permission is in force, but as many requests wait for the data source behind the \
         connector as may. Nothing was released.",
        "Ask again after the seconds that `Retry-After` says, and less often if it lasts.";
    TrustListExpired = "trust-list-expired", 502, "The trust list has expired",
        "The connector's list of trusted operators is too old, and a new one could not be \
         fetched. Until it has one it releases nothing.",
        "Try again in a minute. The operator of the connector should check that the registry can \
         be reached and that both clocks are right.";
    TrustListRolledBack = "trust-list-rolled-back", 502, "The trust list is older than one seen before",
        "The registry answered with a list that is older than one the connector has seen, so a \
         suspension could be missing in it. The connector keeps to the newer list until it \
         expires, and then releases nothing.",
        "The registry's operator must restore its latest state: its sequence must never go back. \
         Somebody between registry and connector may also be serving an old list.";
    TrustListUnavailable = "trust-list-unavailable", 502, "There is no valid trust list",
        "The connector has no list of trusted operators: it could not be fetched or its signature \
         does not verify. Until it has one it releases nothing.",
        "Try again in a minute. The operator of the connector should check the registry's address \
         and key in its configuration.";
    TrustListTimeout = "trust-list-timeout", 504, "The registry did not answer in time",
        "The connector has no current list of trusted operators, and the registry did not answer within \
         its time limit. Until it has one it releases nothing.",
        "Try again in a minute. If it lasts, the operator of the connector should report it to the registry.";
    LogUnavailable = "log-unavailable", 503, "The log cannot be written",
        "Every release is logged durably before its first byte. The log could not be written, so \
         nothing was released.",
        "Try again in a minute. The party's operator should check disk space and database.";
    LeaseNotGranted = "lease-not-granted", 403, "The operator grants no lease",
        "A lease lets a connector reuse an introspection for a while. The operator grants none to \
         this connector.",
        "Introspect each request. Leases are agreed with the operator for its trust group.";
    LeaseExpired = "lease-expired", 403, "The lease has ended",
        "The answer was good until the lease's end, or the permission changed meanwhile.",
        "Introspect again; a new lease begins with the answer.";
    AttributeFilterMissing = "attribute-filter-missing", 409, "The connector cannot keep back attributes",
        "The person permitted some of the attributes, and the connector's metadata does not say \
         that it filters (`attribute-filter`). It would release more than was permitted, so no \
         ticket is issued.",
        "Ask the person for all attributes of the dataset, or the data source for a connector \
         that filters.";
    AudienceNotCovered = "audience-not-covered", 403, "The permission covers no data of this connector",
        "A ticket is issued for the address of a connector whose datasets the permission covers. \
         The audience of this request is no such address.",
        "Compare the audience with the connector's base URL and with the datasets of the intended \
         use.";
    IntendedUseUnknown = "intended-use-unknown", 404, "The intended use is not registered",
        "A service can only ask for what is registered as one of its intended uses at this \
         operator.",
        "Name a registered intended use of this service, or have it registered first.";
    ReturnUrlNotRegistered = "return-url-not-registered", 400, "The return URL is not registered",
        "A person is sent back only to addresses that are registered for the service, so that \
         nobody can lead them elsewhere.",
        "Use a registered address, or have this one registered for the service.";
    RequestClosed = "request-closed", 409, "The request can no longer be answered",
        "The permission request was answered already, or the time for an answer has passed.",
        "Look at the request's status; the service can ask again.";
    PeerFailed = "peer-failed", 502, "Another party gave no usable answer",
        "A party that this one had to ask cannot be reached, or what it publishes cannot be used. \
         `detail` names it.",
        "Try again later; if it lasts, tell whoever runs the other party.";
    InvalidRequest = "invalid-request", 400, "The request cannot be understood",
        "A member is missing or of the wrong kind, a value is malformed, or the body is not the \
         JSON or form that was expected. `detail` names the first thing that was found.",
        "Compare the request with the API description at `/api`.";
    TooLarge = "too-large", 413, "The request is too large",
        "The body is longer than is accepted here.",
        "Send less at a time; batches are split into several.";
    UnsupportedMediaType = "unsupported-media-type", 415, "The media type is not supported",
        "The body's `Content-Type` is not one that this address reads.",
        "Send the media type that the API description at `/api` names for this address.";
    NotAcceptable = "not-acceptable", 406, "No acceptable form of the answer",
        "None of the media types in the request's `Accept` can be given here.",
        "Accept `application/json`, or what the API description at `/api` names for this address.";
    NotFound = "not-found", 404, "Not found",
        "There is nothing at this address, or nothing that whoever asks may see.",
        "Check the address; the API description at `/api` lists all of them.";
    MethodNotAllowed = "method-not-allowed", 405, "The method is not allowed here",
        "The address exists, but not for this method. `Allow` in the answer lists those it is \
         for.",
        "Use one of the methods that the answer's `Allow` header lists.";
    Conflict = "conflict", 409, "The state does not allow this",
        "What was asked for does not fit the present state: something changed meanwhile, or it \
         was done already.",
        "Read the present state again and decide anew.";
    RateLimited = "rate-limited", 429, "Too many requests",
        "More requests came in a short time than are accepted from one client or for one person.",
        "Wait as long as the answer's `Retry-After` header says, then continue more slowly.";
    LoginRequired = "login-required", 401, "Login is needed",
        "The request carries no login or access token, or it has ended.",
        "Log in again, or get a new access token from the token endpoint.";
    LoginFailed = "login-failed", 401, "The login is not right",
        "Name and password do not belong together, or the login provider did not confirm who it \
         is. Which of the two is wrong is not said.",
        "Try again. After several failures there is a pause.";
    ConfirmationRequired = "confirmation-required", 403, "Show again that it is you",
        "This changes how you log in. It is done only within five minutes after you have shown who \
         you are with a password or a passkey, so that an open computer is not enough.",
        "Confirm with your password or a passkey, then do it again.";
    Forbidden = "forbidden", 403, "Not allowed",
        "Who you are is clear, but you may not do this.",
        "Ask the organisation that runs this party if you think that you should.";
    Csrf = "csrf", 403, "The form is too old",
        "The form was not opened in this session, or it was open for too long. Nothing was \
         changed.",
        "Go back, reload the page and send the form again.";
    InvalidClient = "invalid-client", 401, "The client could not be authenticated",
        "The client's assertion or secret is missing, wrong, expired or was used before, or the \
         client is not registered here.",
        "Check the client's id and key, that `aud` of the assertion is this server's address, and \
         the clock.";
    EventRefused = "event-refused", 400, "The event is refused",
        "The event's signature, issuer or audience is not right, or it cannot be read.",
        "Sign events as RFC 8417 says, with a published key, for this party's base URL.";
    ShuttingDown = "shutting-down", 503, "The party is shutting down",
        "The server is finishing what it has begun and takes nothing new.",
        "Try again in a moment; another process of this party may answer already.";
    Unavailable = "unavailable", 503, "Temporarily unavailable",
        "Something that is needed to answer, such as the database, cannot be used at the moment, \
         or there is too much to do.",
        "Try again after as long as `Retry-After` says. If it lasts, report it with the request's \
         id.";
    Internal = "internal", 500, "An error on our side",
        "Something went wrong that should not. Nothing was released.",
        "Try again later, and report it with the request's id if it lasts.";
}
