{% macro create(s) %}CREATE {{ definition(s) }}{%- endmacro %}

{% macro replace(s) %}CREATE OR REPLACE {{ definition(s) }}{%- endmacro %}

{% macro definition(s) %}
{% set a = s.new %}
AGGREGATE {{ s.id.qualified|sql }}({{ a.args|default("*")|sql }}) (
    SFUNC = {{ a.sfunc|sql }},
    STYPE = {{ a.stype|sql }}{% if a.sspace is defined %},
    SSPACE = {{ a.sspace }}{% endif %}{% if a.finalfunc is defined %},
    FINALFUNC = {{ a.finalfunc|sql }}{% endif %}{% if a.finalfunc_extra is defined %},
    FINALFUNC_EXTRA{% endif %}{% if a.finalfunc_modify is defined %},
    FINALFUNC_MODIFY = {{ a.finalfunc_modify|word }}{% endif %}{% if a.combinefunc is defined %},
    COMBINEFUNC = {{ a.combinefunc|sql }}{% endif %}{% if a.serialfunc is defined %},
    SERIALFUNC = {{ a.serialfunc|sql }}{% endif %}{% if a.deserialfunc is defined %},
    DESERIALFUNC = {{ a.deserialfunc|sql }}{% endif %}{% if a.initcond is defined %},
    INITCOND = {{ a.initcond|literal }}{% endif %}{% if a.msfunc is defined %},
    MSFUNC = {{ a.msfunc|sql }}{% endif %}{% if a.minvfunc is defined %},
    MINVFUNC = {{ a.minvfunc|sql }}{% endif %}{% if a.mstype is defined %},
    MSTYPE = {{ a.mstype|sql }}{% endif %}{% if a.msspace is defined %},
    MSSPACE = {{ a.msspace }}{% endif %}{% if a.mfinalfunc is defined %},
    MFINALFUNC = {{ a.mfinalfunc|sql }}{% endif %}{% if a.mfinalfunc_extra is defined %},
    MFINALFUNC_EXTRA{% endif %}{% if a.mfinalfunc_modify is defined %},
    MFINALFUNC_MODIFY = {{ a.mfinalfunc_modify|word }}{% endif %}{% if a.minitcond is defined %},
    MINITCOND = {{ a.minitcond|literal }}{% endif %}{% if a.sortop is defined %},
    SORTOP = {{ a.sortop|operator }}{% endif %}{% if a.parallel is defined %},
    PARALLEL = {{ a.parallel|keyword }}{% endif %}{% if a.hypothetical is defined %},
    HYPOTHETICAL{% endif %}

)
{%- endmacro %}
