{% macro shell(s) %}CREATE TYPE {{ s.id.sql|sql }}{%- endmacro %}

{% macro create(s) %}
{% set t = s.new %}
CREATE TYPE {{ s.id.sql|sql }} (
    INPUT = {{ t.input|sql }},
    OUTPUT = {{ t.output|sql }}{% if t.receive is defined %},
    RECEIVE = {{ t.receive|sql }}{% endif %}{% if t.send is defined %},
    SEND = {{ t.send|sql }}{% endif %}{% if t.typmod_in is defined %},
    TYPMOD_IN = {{ t.typmod_in|sql }}{% endif %}{% if t.typmod_out is defined %},
    TYPMOD_OUT = {{ t.typmod_out|sql }}{% endif %}{% if t.analyze is defined %},
    ANALYZE = {{ t.analyze|sql }}{% endif %}{% if t.subscript is defined %},
    SUBSCRIPT = {{ t.subscript|sql }}{% endif %},
    INTERNALLENGTH = {% if t.internallength is defined %}{{ t.internallength }}{% else %}VARIABLE{% endif %}{% if t.passedbyvalue is defined %},
    PASSEDBYVALUE{% endif %}{% if t.alignment is defined %},
    ALIGNMENT = {{ t.alignment|literal }}{% endif %}{% if t.storage is defined %},
    STORAGE = {{ t.storage|literal }}{% endif %}{% if t.category is defined %},
    CATEGORY = {{ t.category|literal }}{% endif %}{% if t.preferred is defined %},
    PREFERRED = TRUE{% endif %}{% if t.default is defined %},
    DEFAULT = {{ t.default|literal }}{% endif %}{% if t.element is defined %},
    ELEMENT = {{ t.element|sql }}{% endif %}{% if t.delimiter is defined %},
    DELIMITER = {{ t.delimiter|literal }}{% endif %}{% if t.collatable is defined %},
    COLLATABLE = TRUE{% endif %}

)
{%- endmacro %}

{% macro alter(s) %}
ALTER TYPE {{ s.id.sql|sql }} SET ({% for property in s.args.properties %}{{ property|sql }}{% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}
