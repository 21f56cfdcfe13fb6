{# Rows of a table that is dropped and made anew. #}

{# Otherwise policies would hide rows, which would be lost in silence. #}
{% macro read_all(s) %}SET LOCAL row_security TO off{%- endmacro %}

{% macro remake(s) %}
CREATE TABLE {{ s.id.schema|ident }}.{{ s.args.aside|ident }} AS SELECT {{ columns(s) }} FROM {% if s.args.only %}ONLY {% endif %}{{ s.id.sql|sql }}
{%- endmacro %}

{% macro fill(s) %}
INSERT INTO {{ s.id.sql|sql }} ({{ columns(s) }}) OVERRIDING SYSTEM VALUE SELECT {{ columns(s) }} FROM {{ s.id.schema|ident }}.{{ s.args.aside|ident }}
{%- endmacro %}

{% macro keep_generator(s) %}
CREATE TABLE {{ s.id.schema|ident }}.{{ s.args.aside|ident }} AS SELECT last_value, is_called FROM {{ s.args.from|sql }}
{%- endmacro %}

{% macro fill_generator(s) %}
SELECT pg_catalog.setval({{ s.args.to|literal }}, last_value, is_called) FROM {{ s.id.schema|ident }}.{{ s.args.aside|ident }}
{%- endmacro %}

{% macro forget(s) %}DROP TABLE {{ s.id.schema|ident }}.{{ s.args.aside|ident }}{%- endmacro %}

{% macro columns(s) %}{% for column in s.args.columns %}{{ column|ident }}{% if not loop.last %}, {% endif %}{% endfor %}{%- endmacro %}
