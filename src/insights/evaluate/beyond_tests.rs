use super::super::{DiagnosticKind, parse};
use super::*;

fn event(place: i64, group: &str, message: &str) -> LogEvent {
    LogEvent {
        timestamp: place,
        ingestion_time: place,
        message: message.to_owned(),
        log_stream: "stream".to_owned(),
        log: format!("111122223333:{group}"),
        ptr: place.to_string(),
    }
}

const ORDERS: [&str; 4] = [
    r#"{"id":1,"order":"first"}"#,
    r#"{"id":"2","order":"second"}"#,
    r#"{"id":3,"order":"third"}"#,
    r#"{"order":"none"}"#,
];
const PAYMENTS: [&str; 4] = [
    r#"{"key":"1","status":"FAILED","amount":5}"#,
    r#"{"key":2,"status":"SUCCESS","amount":7.5}"#,
    r#"{"key":1,"status":"SUCCESS","amount":5}"#,
    r#"{"status":"LOST"}"#,
];

fn events() -> Vec<LogEvent> {
    let orders = ORDERS.iter().map(|message| ("/orders", *message));
    let payments = PAYMENTS.iter().map(|message| ("/payments", *message));
    (0..).zip(orders.chain(payments)).map(|(place, (group, message))| event(place, group, message)).collect()
}

/// Evaluates the queries within it first, as whoever has the events does.
fn shown(text: &str, mut options: EvaluationOptions) -> Vec<String> {
    let query = parse(text).unwrap_or_else(|found| panic!("{text}: {}", found[0]));
    assert_eq!(can_be_evaluated(&query, options.log_class.clone()), Ok(()), "{text}");
    for inner in inner_queries(&query) {
        let mut evaluation = Evaluation::new(&inner, options.clone()).unwrap();
        for event in &events() {
            evaluation.push(event);
        }
        options.inner.insert(inner.to_string(), evaluation.finish().rows.into());
    }
    let mut evaluation = Evaluation::new(&query, options).unwrap_or_else(|found| panic!("{text}: {}", found[0]));
    for event in &events() {
        evaluation.push(event);
    }
    let cells = |row: QueryRow| {
        let cells = row.into_iter().filter(|(name, _)| name != "@ptr").map(|(name, value)| format!("{name}={value}"));
        cells.collect::<Vec<_>>().join(" ")
    };
    evaluation.finish().rows.into_iter().map(cells).collect()
}

fn plain(text: &str) -> Vec<String> {
    shown(text, EvaluationOptions::default())
}

#[test]
fn a_source_reads_its_groups_only() {
    assert_eq!(plain("SOURCE '/orders' | stats count(*) as n"), ["n=4"]);
    assert_eq!(plain("SOURCE logGroups(namePrefix: ['/pay', '/x']) | stats count(*) as n"), ["n=4"]);
    assert_eq!(plain("SOURCE logGroups(accountIdentifiers: ['999999999999']) | stats count(*) as n"), ["n=0"]);
    assert_eq!(
        plain("SOURCE 'arn:aws:logs:us-east-1:111122223333:log-group:/orders:*' | stats count(*) as n"),
        ["n=4"]
    );
    assert_eq!(plain("SOURCE logGroups() | stats count(*) as n"), ["n=8"]);
    let query = parse("SOURCE dataSource(['amazon_vpc.flow'])").unwrap();
    assert!(can_be_evaluated(&query, LogClass::Standard).is_err());
}

#[test]
fn a_subquery_gives_the_values_of_a_list() {
    let text =
        "SOURCE '/orders' | filter id in (SOURCE '/payments' | filter status = \"FAILED\" | fields key) | fields order";
    assert_eq!(plain(text), ["order=first"]);
    // An order without an id is unknown to be among them, so it is not known not to be either.
    let text = "SOURCE '/orders' | filter id not in (SOURCE '/payments' | stats count(*) as n by key | filter n > 1 \
                | fields key) | fields order | sort order";
    assert_eq!(plain(text), ["order=second", "order=third"]);
    let query = parse("filter a in (SOURCE 'x' | fields a)").unwrap();
    let found = Evaluation::new(&query, EvaluationOptions::default()).err().unwrap();
    assert!(matches!(found[0].kind, DiagnosticKind::NotEvaluated { .. }), "without its rows: {}", found[0]);
}

#[test]
fn a_join_adds_the_fields_of_the_right_side() {
    let join = |kind: &str| {
        format!(
            "SOURCE '/orders' | fields order, id | join {kind} left=o right=p where o.id=p.key (SOURCE '/payments') \
             | sort order, p.status | fields o.order, p.status, p.amount + 1 as more"
        )
    };
    let both = [
        "order=first id=1 o.order=first p.status=FAILED more=6",
        "order=first id=1 o.order=first p.status=SUCCESS more=6",
        "order=second id=2 o.order=second p.status=SUCCESS more=8.5",
    ];
    assert_eq!(plain(&join("type=inner")), both);
    assert_eq!(plain(&join("")), both);
    let left = plain(&join("type=left"));
    assert_eq!(left.len(), 5);
    assert!(left.contains(&"order=third id=3 o.order=third".to_owned()), "{left:?}");
    assert!(left.contains(&"order=none o.order=none".to_owned()), "{left:?}");
    let lost = "SOURCE '/orders' | join type=left left=o right=p where o.id=p.key (SOURCE '/payments') \
                | filter !ispresent(p.status) or p.status != \"SUCCESS\" | stats count(*) as n";
    assert_eq!(plain(lost), ["n=3"]);
}

#[test]
fn a_lookup_takes_columns_of_a_table() {
    let table = LookupTable::from_csv("id,name,order\n1,\"One, a\",x\n2,Two,y\n1,Again,z\n").unwrap();
    let options =
        EvaluationOptions { lookups: [("numbers".to_owned(), Arc::new(table))].into(), ..EvaluationOptions::default() };
    let found = shown(
        "SOURCE '/orders' | lookup numbers id OUTPUT name, order | sort name desc | display name, order",
        options.clone(),
    );
    assert_eq!(found, ["name=Two order=y", "name=One, a order=x", "order=third", "order=none"]);
    let found = shown(
        "lookup numbers id as key OUTPUTNEW name as n, order | filter ispresent(n) | sort n | display n, order",
        options.clone(),
    );
    assert_eq!(found, ["n=One, a order=x", "n=One, a order=x", "n=Two order=y"]);
    for wrong in
        ["lookup numbers nothing OUTPUT name", "lookup numbers id OUTPUT nothing", "lookup other id OUTPUT name"]
    {
        assert!(Evaluation::new(&parse(wrong).unwrap(), options.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn totals_are_sums_of_numbers() {
    let text = "SOURCE '/payments' | stats sum(amount) as a, count(*) as n by status | addtotals | sort Total";
    assert_eq!(
        plain(text),
        ["status=LOST n=1 Total=1", "status=FAILED a=5 n=1 Total=6", "status=SUCCESS a=12.5 n=2 Total=14.5"]
    );
    let text = "SOURCE '/payments' | stats sum(amount) as a, count(*) as n | addtotals fieldname=\"all\" n";
    assert_eq!(plain(text), ["a=17.5 n=4 all=4"]);
}
