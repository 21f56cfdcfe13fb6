{% macro flag(name, on) %}{{ name|sql }} = {% if on %}true{% else %}false{% endif %}, {% endmacro %}

{% macro slot(s) %}{% if s.new.slot|default("") == "none" %}NONE{% else %}{{ s.new.slot|default(s.id.name)|literal }}{% endif %}{%- endmacro %}

{% macro create(s) %}
{% set n = s.new %}
{% set apart = n.connect is defined %}
{% set options %}{% if apart %}connect = false, {% endif %}{% if n.slot is defined %}slot_name = {{ slot(s) }}, {% endif %}{% if n.slot|default("") == "none" %}{% if not apart %}create_slot = false, {% endif %}enabled = false, {% elif n.enabled is defined and not apart %}enabled = false, {% endif %}{% if n.binary is defined %}binary = true, {% endif %}{% if n.streaming is defined %}streaming = {{ n.streaming|ident }}, {% endif %}{% if n.synchronous_commit is defined %}synchronous_commit = {{ n.synchronous_commit|literal }}, {% endif %}{% if n.two_phase is defined %}two_phase = true, {% endif %}{% if n.disable_on_error is defined %}disable_on_error = true, {% endif %}{% if n.password_required is defined %}password_required = false, {% endif %}{% if n.run_as_owner is defined %}run_as_owner = true, {% endif %}{% if n.origin is defined %}origin = {{ n.origin|ident }}, {% endif %}{% if n.failover is defined %}failover = true, {% endif %}{% endset %}
CREATE SUBSCRIPTION {{ s.id.name|ident }} CONNECTION {{ n.connection|secret }} PUBLICATION {{ publications(n) }}{% if options %} WITH ({{ options|trimmed }}){% endif %}
{%- endmacro %}

{% macro publications(n) %}{% if n.publications is string %}{{ n.publications|ident }}{% else %}{{ n.publications|idents }}{% endif %}{%- endmacro %}

{% macro alter(s) %}ALTER SUBSCRIPTION {{ s.id.name|ident }}{%- endmacro %}

{% macro enable(s) %}{{ alter(s) }} ENABLE{%- endmacro %}

{% macro disable(s) %}{{ alter(s) }} DISABLE{%- endmacro %}

{% macro slot_name(s) %}{{ alter(s) }} SET (slot_name = {{ slot(s) }}){%- endmacro %}

{% macro flag_option(s) %}{{ alter(s) }} SET ({{ s.args.name|sql }} = {% if s.args.on %}true{% else %}false{% endif %}){%- endmacro %}

{% macro set_publications(s) %}{{ alter(s) }} SET PUBLICATION {{ publications(s.new) }}{% if not s.args.refresh %} WITH (refresh = false){% endif %}{%- endmacro %}

{% macro options(s) %}
{% set n = s.new %}
{% set o = s.old %}
{% set list %}{% if (n.binary is defined) != (o.binary is defined) %}{{ flag("binary", n.binary is defined) }}{% endif %}{% if n.streaming|default("") != o.streaming|default("") %}streaming = {% if n.streaming is defined %}{{ n.streaming|ident }}{% elif s.version >= 18 %}parallel{% else %}off{% endif %}, {% endif %}{% if n.synchronous_commit|default("off") != o.synchronous_commit|default("off") %}synchronous_commit = {{ n.synchronous_commit|default("off")|literal }}, {% endif %}{% if (n.disable_on_error is defined) != (o.disable_on_error is defined) %}{{ flag("disable_on_error", n.disable_on_error is defined) }}{% endif %}{% if (n.password_required is defined) != (o.password_required is defined) %}{{ flag("password_required", n.password_required is not defined) }}{% endif %}{% if (n.run_as_owner is defined) != (o.run_as_owner is defined) %}{{ flag("run_as_owner", n.run_as_owner is defined) }}{% endif %}{% if n.origin|default("any") != o.origin|default("any") %}origin = {{ n.origin|default("any")|ident }}, {% endif %}{% endset %}
{{ alter(s) }} SET ({{ list|trimmed }})
{%- endmacro %}
