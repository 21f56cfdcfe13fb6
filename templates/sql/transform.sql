{% macro create(s) %}CREATE {{ definition(s) }}{%- endmacro %}

{% macro replace(s) %}CREATE OR REPLACE {{ definition(s) }}{%- endmacro %}

{% macro definition(s) %}
{% set t = s.new %}
TRANSFORM {{ s.id.sql|sql }} ({% if t.from_sql is defined %}FROM SQL WITH FUNCTION {{ t.from_sql|sql }}{% if t.to_sql is defined %}, {% endif %}{% endif %}{% if t.to_sql is defined %}TO SQL WITH FUNCTION {{ t.to_sql|sql }}{% endif %})
{%- endmacro %}
