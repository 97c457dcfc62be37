{"classify":{"id":1234,"name":"法治政府建设年度报告","post_count":12},"articles":[
{"id":5012345,"title":"渚前区2024年度<em>行政执法</em>数据公告","publisher":"渚前区司法局","date":1737428553,"created_at":"2025-01-22 09:00:00","url":"http://www.zhuqian.example/gkmlpt/content/5/5012/post_5012345.html","post_url":"","attachment":[]},
{"id":5012001,"title":"渚前区2024年法治政府建设年度报告","document_number":"","date":"2025-01-10 10:12:00","url":"","post_url":"/gkmlpt/content/5/5012/post_5012001.html"},
{"id":1,"title":7,"url":["http://x/"],"date":[]},null,"x"]}
