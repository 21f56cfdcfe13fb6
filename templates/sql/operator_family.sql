{% macro members(list) %}
{% for member in list %}

    {{ member|sql }}{% if not loop.last %},{% endif %}
{% endfor %}
{%- endmacro %}

{% macro create(s) %}CREATE OPERATOR FAMILY {{ s.id.sql|sql }}{%- endmacro %}

{% macro add(s) %}ALTER OPERATOR FAMILY {{ s.id.sql|sql }} ADD{{ members(s.args.members) }}{%- endmacro %}

{% macro remove(s) %}ALTER OPERATOR FAMILY {{ s.id.sql|sql }} DROP{{ members(s.args.members) }}{%- endmacro %}
