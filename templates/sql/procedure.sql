{% import "function" as function %}

{% macro create(s) %}
{% set f = s.new %}
CREATE OR REPLACE PROCEDURE {{ s.id.qualified|sql }}({{ f.args|default("")|sql }})
LANGUAGE {{ f.language|ident }}{{ function.transforms(f) }}{{ function.settings(f) }}
{{ function.body(f) }}
{%- endmacro %}
