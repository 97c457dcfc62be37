-- What people who read marts, pages and exports need not know of private persons. The evidence itself stays as it was
-- published, in dw and in the archive.

CREATE OR REPLACE FUNCTION dw.anonymised(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        -- nearly every text has neither, and asking costs less than replacing
        WHEN words !~ '[0-9]{11}|[0-9][-－— ][0-9]{4}|(?:[人告犯者民主户象员工])[为是]?[:：]?[王李张刘陈杨赵黄徐孙胡朱郭罗梁宋郑谢韩唐冯邓曹彭肖蒋蔡潘袁董苏叶吕魏丁薛阎杜戴汪姜范谭廖邹熊陆崔邱秦顾侯邵孟尹黎贺赖龚吴何沈卢贾周任金康史万段钱易常武文余曾田夏钟孔白毛江龙雷汤乔石许马林程傅于高方]'
        THEN words
        ELSE regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(words,
            -- 身份证号 and accounts: no county has a figure of twelve digits but of money; an 索引号 goes on with / or a letter
            '(?<![0-9.])(?:[0-9]{11,}[0-9Xx]|[0-9]{4}(?: [0-9]{4}){3,}(?: [0-9]{1,3})?)(?![0-9A-Za-z/])(?! ?[元万亿])', '****', 'g'),
            '(?<![0-9.])1[3-9][0-9](?:[0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})(?![0-9])(?! ?[元万亿件人次])', '****', 'g'),
            '(?<![0-9])0[0-9]{2,3}[-－—][1-9][0-9]{6,7}(?![0-9])', '****', 'g'),
            -- a name counts as one only behind what a person is in a case, and before a pause
            '((?:当事|申请|被申请|受援|委托|上诉|被上诉|被告|自诉|被害|嫌疑|第三)人|原告|被告|罪犯|死者|伤者|患者|村民|居民|业主|贫困户'
            || '|(?:矫正|帮教)对象|(?:服刑|矫正|解矫|释放|吸毒)人员|农民工)([为是]?[:：]?)'
            || '(?:([王李张刘陈杨赵黄徐孙胡朱郭罗梁宋郑谢韩唐冯邓曹彭肖蒋蔡潘袁董苏叶吕魏丁薛阎杜戴汪姜范谭廖邹熊陆崔邱秦顾侯邵孟尹黎贺赖龚吴何沈卢贾])(?!某)[一-龥]{1,2}'
            || '|([周任金康史万段钱易常武文余曾田夏钟孔白毛江龙雷汤乔石许马林程傅于高方])(?!某)[一-龥]{2})'
            || '(?=[、，,。;；:：（(《“]|[因与和诉系]|$)', '\1\2\3\4某某', 'g'),
            -- and the second of two
            '(某某[、与和])([王李张刘陈杨赵黄徐孙胡朱郭罗梁宋郑谢韩唐冯邓曹彭肖蒋蔡潘袁董苏叶吕魏丁薛阎杜戴汪姜范谭廖邹熊陆崔邱秦顾侯邵孟尹黎贺赖龚吴何沈卢贾周])(?!某)[一-龥]{1,2}(?=[、，,。;；（(“]|[因等]|$)', '\1\2某某', 'g')
        END
$$;
COMMENT ON FUNCTION dw.anonymised IS 'A text without the numbers of identity cards, accounts and telephones, and with the names of parties, aid receivers and offenders as 张某某';
