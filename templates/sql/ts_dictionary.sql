{% macro create(s) %}
CREATE TEXT SEARCH DICTIONARY {{ s.id.sql|sql }} (TEMPLATE = {{ s.new.template|sql }}{% if s.new.options is defined %}{% for name, value in s.new.options|items %}, {{ name|ident }} = {{ value|literal }}{% endfor %}{% endif %})
{%- endmacro %}

{% macro set_options(s) %}
ALTER TEXT SEARCH DICTIONARY {{ s.id.sql|sql }} ({% for name, value in s.args.set|items %}{{ name|ident }} = {{ value|literal }}{% if not loop.last or s.args.reset|length > 0 %}, {% endif %}{% endfor %}{% for name in s.args.reset %}{{ name|ident }}{% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}
