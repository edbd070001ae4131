//! What `fiducia connector check` says of gateway files that cannot work: file, line, key, and what was meant.

use serde_json::json;

use crate::gateways::prepared;

/// A file in which each line can be wrong; the second is an include.
const FILE: &str = r#"{
  "constants": {"includes": [{"file": "words.json"}], "greeting": "hei"},
  "route": {
    "path": "/loans/<card>",
    "method": "GET",
    "plugins": [{"plugin": "mop_request_ticket_validation", "aud": "https://agw.example"},
                {"plugin": "plugins.cors", "origin_pattern": "https://.*"}]
  },
  "requests": [
    {"name": "token", "includes": [{"file": "token.json", "arguments": {"idp": "https://idp.example"}}]},
    {
      "name": "loans",
      "url": "https://library.example/loans?of=${route.extra.mop_request_ticket.identifiers.library_card.id}",
      "method": "POST",
      "headers": {"Authorization": "Bearer ${requests_by_name['token'].response.json.access_token}"},
      "json": {"say": ["${constants.greeting}"], "to": "${route.dynamic.card}"},
      "builders": [
        {"builder": "builders.copy", "if": "route.json.fields", "from": "route.json.fields", "to": "self.json.fields"},
        {"builder": "set", "self.headers.X-Word": "${constants.word}"},
        {"builder": "delete", "key": "self.json.to"}
      ],
      "processors": [{"processor": "processors.xml_to_json"}]
    }
  ],
  "response": {
    "status": 200,
    "headers": {"content_type": "application/json"},
    "json": {"loans": "${requests[1].response.text}"},
    "generators": [{"generator": "copy", "from": "requests[1].response.json", "to": "self.json.all"}]
  },
  "after_hooks": [{"after_hook": "after_hooks.patch_mop_access_item"}]
}"#;
const INCLUDE: &str = r#"{
  "url": "${arguments.idp}/token",
  "method": "POST",
  "data": "grant_type=client_credentials"
}"#;

/// What is written in place of what, and what is said of it.
const TYPOS: &[(&str, &str, &str)] = &[
    (
        "\"greeting\": \"hei\"},",
        "\"greeting\": \"hei\"}",
        "line 3: expected `,` or `}`",
    ),
    (
        "\"requests\": [",
        "\"request\": [",
        "line 9, `request`: nothing has this name here; did you mean `requests`?",
    ),
    (
        "\"response\": {",
        "\"respond\": {",
        "line 25, `respond`: nothing has this name here; did you mean `response`?",
    ),
    (
        "\"method\": \"GET\",",
        "\"method\": \"GTE\",",
        "line 5, `route.method`: `GTE` is no method of a gateway file",
    ),
    (
        "\"method\": \"GET\",\n",
        "\"methods\": \"GET\",\n",
        "line 5, `route.methods`: nothing has this name here; did you mean `method`?",
    ),
    (
        "\"path\": \"/loans/<card>\"",
        "\"path\": \"loans/<card>\"",
        "line 4, `route.path`: `loans/<card>` cannot be read: a path starts with `/`",
    ),
    (
        "/loans/<card>",
        "/loans/<card:itn>",
        "line 4, `route.path`: there is no filter `itn`; did you mean `int`?",
    ),
    (
        "/loans/<card>",
        "/loans/<card:re:(?!0).*>",
        "line 4, `route.path`: `(?!0).*` cannot be used as a regular expression: look-around, including look-ahead and look-behind, is not supported",
    ),
    (
        "\"path\": \"/loans/<card>\"",
        "\"path\": 1",
        "line 4, `route.path`: it is no text",
    ),
    (
        "mop_request_ticket_validation",
        "mop_request_tiket_validation",
        "line 6, `route.plugins[0].plugin`: there is no plugin `mop_request_tiket_validation`; did you mean `mop_request_ticket_validation`?",
    ),
    (
        "\"aud\":",
        "\"audience\":",
        "line 6, `route.plugins[0].audience`: nothing has this name here",
    ),
    (
        "origin_pattern",
        "origin_patern",
        "line 7, `route.plugins[1].origin_patern`: nothing has this name here; did you mean `origin_pattern`?",
    ),
    (
        "https://.*",
        "*",
        "line 7, `route.plugins[1]`: `*` is no regular expression for origins",
    ),
    (
        "{\"file\": \"words.json\"}",
        "{\"file\": \"word.json\"}",
        "line 2, `constants.includes[0].file`: there is no include `word.json`; did you mean `words.json`?",
    ),
    (
        "\"file\": \"token.json\"",
        "\"file\": \"tokn.json\"",
        "line 10, `requests[0].includes[0].file`: there is no include `tokn.json`; did you mean `token.json`?",
    ),
    (
        "\"arguments\": {\"idp\"",
        "\"arguments\": {\"ipd\"",
        "line 10, `requests[0].includes[0]`: of `token.json`: `arguments.idp` is not there",
    ),
    (
        "\"arguments\": {",
        "\"argument\": {",
        "line 10, `requests[0].includes[0].argument`: nothing has this name here; did you mean `arguments`?",
    ),
    (
        "\"url\": \"https",
        "\"ulr\": \"https",
        "line 13, `requests[1].ulr`: nothing has this name here; did you mean `url`?",
    ),
    (
        "route.extra.mop",
        "rout.extra.mop",
        "line 13, `requests[1].url`: `rout.extra.mop_request_ticket.identifiers.library_card.id` is no name of a value; did you mean `route`?",
    ),
    (
        "route.extra.mop",
        "route.extras.mop",
        "line 13, `requests[1].url`: `${…}` in it: `route` has no `extras`; did you mean `extra`?",
    ),
    (
        ".mop_request_ticket.identifiers",
        ".mop_request_ticket_validation.identifiers",
        "line 13, `requests[1].url`: `${…}` in it: `route.extra` has no `mop_request_ticket_validation`",
    ),
    (
        ".identifiers.",
        ".identifier.",
        "line 13, `requests[1].url`: `${…}` in it: `mop_request_ticket` has no `identifier`; did you mean `identifiers`?",
    ),
    (
        "requests_by_name['token']",
        "requests_by_name['tokn']",
        "line 15, `requests[1].headers.Authorization`: `${…}` in it: no request before is named `tokn`; did you mean `token`?",
    ),
    (
        "requests_by_name['token']",
        "requests[1]",
        "line 15, `requests[1].headers.Authorization`: `${…}` in it: there is no `requests[1]` at this place",
    ),
    (
        "'].response.json.access",
        "'].response.jsn.access",
        "line 15, `requests[1].headers.Authorization`: `${…}` in it: an answer has no `jsn`; did you mean `json`?",
    ),
    (
        "${constants.greeting}",
        "${constants.greting}",
        "line 16, `requests[1].json.say[0]`: `${…}` in it: `constants` has no `greting`; did you mean `greeting`?",
    ),
    (
        "${route.dynamic.card}",
        "${route.dynamic.crad}",
        "line 16, `requests[1].json.to`: `${…}` in it: `route.path` has no `<crad>`",
    ),
    (
        "${route.dynamic.card}",
        "${self.json.say}",
        "line 16, `requests[1].json.to`: `self.json.say` is no name of a value",
    ),
    (
        "builders.copy",
        "builders.coppy",
        "line 18, `requests[1].builders[0].builder`: there is no builder `coppy`; did you mean `copy`?",
    ),
    (
        "\"from\": \"route",
        "\"form\": \"route",
        "line 18, `requests[1].builders[0]`: it has no `from`; is `form` meant to be that?",
    ),
    (
        "\"from\": \"route.json.fields\"",
        "\"from\": \"${route.json.fields}\"",
        "line 18, `requests[1].builders[0].from`: in a name `${…}` is a whole step behind a dot",
    ),
    (
        "\"if\": \"route.json",
        "\"if\": \"route.jsn",
        "line 18, `requests[1].builders[0].if`: `route` has no `jsn`; did you mean `json`?",
    ),
    (
        "self.json.fields",
        "self.jsn.fields",
        "line 18, `requests[1].builders[0].to`: a request has no `jsn`; did you mean `json`?",
    ),
    (
        "self.json.fields",
        "constants.greeting",
        "line 18, `requests[1].builders[0].to`: only a member of a request, or of the response, is written",
    ),
    (
        "self.json.fields",
        "requests[1]",
        "line 18, `requests[1].builders[0].to`: only a member of a request, or of the response, is written",
    ),
    (
        "self.headers.X-Word",
        "self.url",
        "line 19, `requests[1].builders[1].self.url`: an operation sets the `url`",
    ),
    (
        "${constants.word}",
        "${constants.wrod}",
        "line 19, `requests[1].builders[1].self.headers.X-Word`: `${…}` in it: `constants` has no `wrod`",
    ),
    (
        "\"key\": \"self",
        "\"kye\": \"self",
        "line 20, `requests[1].builders[2]`: it has no `key`",
    ),
    (
        "processors.xml_to_json",
        "processors.xml_to_jsn",
        "line 22, `requests[1].processors[0].processor`: there is no processor `xml_to_jsn`; did you mean `xml_to_json`?",
    ),
    (
        "\"headers\": {\"content",
        "\"header\": {\"content",
        "line 27, `response.header`: nothing has this name here; did you mean `headers`?",
    ),
    (
        "${requests[1].response.text}",
        "${requests[2].response.text}",
        "line 28, `response.json.loans`: `${…}` in it: there is no `requests[2]` at this place",
    ),
    (
        "${requests[1].response.text}",
        "${response.status}",
        "line 28, `response.json.loans`: `${…}` in it: there is no `response` at this place",
    ),
    (
        "\"generator\": \"copy\"",
        "\"generator\": \"cpy\"",
        "line 29, `response.generators[0].generator`: there is no generator `cpy`; did you mean `copy`?",
    ),
    (
        "\"to\": \"self.json.all\"",
        "\"to\": \"respons.json\"",
        "line 29, `response.generators[0].to`: the response has no `respons`",
    ),
    (
        "patch_mop_access_item",
        "patch_mop_acces_item",
        "line 31, `after_hooks[0].after_hook`: there is no after hook `patch_mop_acces_item`; did you mean `patch_mop_access_item`?",
    ),
];

/// The same, within the include.
const TYPOS_OF_INCLUDE: &[(&str, &str, &str)] = &[
    (
        "\"data\":",
        "\"dta\":",
        "token.json`, line 4, `dta`: nothing has this name here; did you mean `data`?",
    ),
    (
        "\"POST\"",
        "\"PSOT\"",
        "token.json`, line 3, `method`: `PSOT` is no method of a gateway file",
    ),
    (
        "client_credentials",
        "${route.jsn.x}",
        "token.json`, line 4, `data`: `${…}` in it: `route` has no `jsn`; did you mean `json`?",
    ),
    (
        "\"method\": \"POST\",",
        "\"method\": \"POST\"",
        "token.json`, line 4: expected `,` or `}`",
    ),
];

async fn found(file: &str, include: &str) -> Vec<Result<String, String>> {
    let mut city = prepared(&[], json!({})).await;
    let (gateways, includes) = (
        city.config.data.join("gateways/dev"),
        city.config.data.join("includes"),
    );
    for folder in [&gateways, &includes] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::fs::write(gateways.join("loans.json"), file).unwrap();
    std::fs::write(includes.join("token.json"), include).unwrap();
    std::fs::write(includes.join("words.json"), r#"{"word": "w"}"#).unwrap();
    city.config.gateways.as_mut().unwrap().includes = Some(includes);
    connector::check(&city.config).await
}

async fn said(file: &str, include: &str) -> String {
    let errors = found(file, include)
        .await
        .into_iter()
        .filter_map(Result::err);
    errors.collect::<Vec<_>>().join("\n")
}

fn with(text: &str, what: &str, instead: &str) -> String {
    assert!(text.contains(what), "no `{what}` to replace");
    text.replacen(what, instead, 1)
}

#[tokio::test]
async fn a_typo_is_told_by_file_line_and_key() {
    let offered = "`GET /loans/<card>` offers its whole answer, to operators of the 2021 kind, with 2 requests";
    assert!(
        found(FILE, INCLUDE).await.contains(&Ok(offered.into())),
        "{}",
        said(FILE, INCLUDE).await
    );
    for (what, instead, expected) in TYPOS {
        let said = said(&with(FILE, what, instead), INCLUDE).await;
        assert!(
            said.contains(&format!("gateways/dev/loans.json`, {expected}")),
            "`{instead}`: {said}"
        );
    }
    for (what, instead, expected) in TYPOS_OF_INCLUDE {
        let said = said(FILE, &with(INCLUDE, what, instead)).await;
        assert!(
            said.contains(&format!("includes/{expected}")),
            "`{instead}`: {said}"
        );
    }
}

#[tokio::test]
async fn a_variable_that_the_environment_lacks_is_told() {
    let file = with(
        FILE,
        "${constants.greeting}",
        "${environment.FIDUCIA_NO_SUCH_VARIABLE}",
    );
    let said = said(&file, INCLUDE).await;
    assert!(
        said.contains("loans.json`: the environment has no `FIDUCIA_NO_SUCH_VARIABLE`"),
        "{said}"
    );
}
