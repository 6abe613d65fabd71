/// What the mutator begins with: texts as clients send them.
enum Corpus {
    static let filters = [
        "metrics.acc > 0.5 AND params.`lr/rate` = '0.1' and tags.\"a b\" LIKE '%x%'", "run_id IN ('a', \"b\",)",
        "attributes.start_time >= 1700000000000 AND status != 'FINISHED'", "params.a IS NOT NULL AND tags.b IS NULL",
        "datasets.context = 'train' AND dataset.name NOT IN ('x')",
        "`run name` ILIKE 'It''s%' AND metrics.f1 <= -1.5e-3",
        "name = 'churn' AND tag.`mlflow.prompt.is_prompt` != 'true'", "experiment_id IN ('0', '12') AND name LIKE 'a%'",
        "version_number > 3 AND run_id = 'abc' AND source_path LIKE 's3:%'", "params.lr = 0.01 AND metrics.loss < 1",
        "tags.it = 'it\\'s' AND tags.`a``b` = \"\"", "",
    ]
    static let orders = [
        "metrics.`a b` DESC", "start_time", "attributes.created asc", "tags.\"x\" DESC", "params.lr", "name",
    ]
    static let bodies = [
        #"{"experiment_ids": ["0", "1"], "filter": "metrics.a > 1", "max_results": 5, "order_by": ["start_time DESC"]}"#,
        #"{"run_id": "abc", "metrics": [{"key": "m", "value": 1e400, "timestamp": 1, "step": -3}, {"value": NaN}]}"#,
        #"[[], {}, null, true, false, -Infinity, "\u00e9\ud83d\ude00\n", 9223372036854775807, 0.1, -0]"#,
        "{\"a\": {\"a\": {\"a\": [[[[]]]]}}, \"a\": \"twice\"}", "\"é\"",
    ]
    static let queries = [
        "filter=name%3D%27a%27&max_results=10&order_by=name+ASC&order_by=timestamp",
        "page_token=eyJkIjoiYSIsImsiOltdfQ%3D%3D",
        "a=&b&=c&a=%E2%82%AC", "",
    ]
    static let tokens = ["eyJvZmZzZXQiOiAxfQ==", "eyJkIjoiYSIsImsiOlsiaTEiLCJyMCIsInR4Il19", "####", "bnVsbA=="]

    static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
