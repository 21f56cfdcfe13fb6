{% macro attribute(a) %}{{ a.name|ident }} {{ a.type|sql }}{% if a.collation is defined %} COLLATE {{ a.collation|sql }}{% endif %}{%- endmacro %}

{% macro create(s) %}
CREATE TYPE {{ s.id.sql|sql }} AS (
{% for a in s.new.attributes %}
    {{ attribute(a) }}{% if not loop.last %},{% endif %}

{% endfor %}
)
{%- endmacro %}

{% macro add_attribute(s) %}ALTER TYPE {{ s.id.sql|sql }} ADD ATTRIBUTE {{ attribute(s.args.attribute) }} CASCADE{%- endmacro %}

{% macro alter_attribute(s) %}
{% set a = s.args.attribute %}
ALTER TYPE {{ s.id.sql|sql }} ALTER ATTRIBUTE {{ a.name|ident }} TYPE {{ a.type|sql }}{% if a.collation is defined %} COLLATE {{ a.collation|sql }}{% endif %} CASCADE
{%- endmacro %}

{% macro drop_attribute(s) %}ALTER TYPE {{ s.id.sql|sql }} DROP ATTRIBUTE {{ s.args.name|ident }} CASCADE{%- endmacro %}
