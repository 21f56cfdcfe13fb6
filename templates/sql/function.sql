{% macro body(f) %}
{% if f.sql_body is defined %}{{ f.sql_body|sql }}{% elif f.library is defined %}AS {{ f.library|literal }}, {{ f.body|literal }}{% else %}AS {{ f.body|default("")|dollar }}{% endif %}
{%- endmacro %}

{% macro settings(f) %}
{% if f.security_definer is defined %}

SECURITY DEFINER{% endif %}{% if f.set is defined %}{% for name, value in f.set|items %}

SET {{ value|setting(name) }}{% endfor %}{% endif %}
{%- endmacro %}

{% macro transforms(f) %}
{% if f.transforms is defined %}

TRANSFORM {% for type in f.transforms %}FOR TYPE {{ type|sql }}{% if not loop.last %}, {% endif %}{% endfor %}{% endif %}
{%- endmacro %}

{% macro create(s) %}
{% set f = s.new %}
CREATE OR REPLACE FUNCTION {{ s.id.qualified|sql }}({{ f.args|default("")|sql }}){% if f.returns is defined %}

RETURNS {{ f.returns|sql }}{% endif %}

LANGUAGE {{ f.language|ident }}{{ transforms(f) }}{% if f.window is defined %}

WINDOW{% endif %}{% if f.stability is defined %}

{{ f.stability|keyword }}{% endif %}{% if f.leakproof is defined %} LEAKPROOF{% endif %}{% if f.strict is defined %}

STRICT{% endif %}{% if f.parallel is defined %}

PARALLEL {{ f.parallel|keyword }}{% endif %}{% if f.cost is defined %}

COST {{ f.cost }}{% endif %}{% if f.rows is defined %}

ROWS {{ f.rows }}{% endif %}{% if f.support is defined %}

SUPPORT {{ f.support|sql }}{% endif %}{{ settings(f) }}
{{ body(f) }}
{%- endmacro %}
