{% macro create(s) %}
CREATE STATISTICS {{ s.id.sql|sql }}{% if s.new.kinds is defined %} ({{ s.new.kinds|idents }}){% endif %} ON {{ s.new.on|keys }} FROM {{ s.id.parent|sql }}
{%- endmacro %}

{% macro target(s) %}ALTER STATISTICS {{ s.id.sql|sql }} SET STATISTICS {{ s.args.to }}{%- endmacro %}
