{% import "constraint" as constraint %}

{% macro create(s) %}
CREATE DOMAIN {{ s.id.sql|sql }} AS {{ s.new.type|sql }}{% if s.new.collation is defined %} COLLATE {{ s.new.collation|sql }}{% endif %}{% if s.new.default is defined %} DEFAULT {{ s.new.default|default_value }}{% endif %}{% if s.new.not_null is defined %} NOT NULL{% endif %}{% for child in s.children %}

    CONSTRAINT {{ child.id.name|ident }} {{ constraint.definition(child.body) }}{% endfor %}
{%- endmacro %}

{% macro set_default(s) %}ALTER DOMAIN {{ s.id.sql|sql }} SET DEFAULT {{ s.new.default|default_value }}{%- endmacro %}

{% macro drop_default(s) %}ALTER DOMAIN {{ s.id.sql|sql }} DROP DEFAULT{%- endmacro %}

{% macro set_not_null(s) %}ALTER DOMAIN {{ s.id.sql|sql }} SET NOT NULL{%- endmacro %}

{% macro drop_not_null(s) %}ALTER DOMAIN {{ s.id.sql|sql }} DROP NOT NULL{%- endmacro %}
