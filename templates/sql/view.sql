{% macro head(s) %}
{{ s.id.sql|sql }}{% if s.new.column_names is defined %} ({{ s.new.column_names|idents }}){% endif %}{% set options %}{% if s.new.security_invoker is defined %}security_invoker = true, {% endif %}{% if s.new.security_barrier is defined %}security_barrier = true, {% endif %}{% if s.new.check_option is defined %}check_option = {{ s.new.check_option|sql }}, {% endif %}{% endset %}{% if options %} WITH ({{ options|trimmed }}){% endif %} AS
{{ s.new.query|query }}
{%- endmacro %}

{% macro create(s) %}CREATE VIEW {{ head(s) }}{%- endmacro %}

{% macro replace(s) %}CREATE OR REPLACE VIEW {{ head(s) }}{%- endmacro %}

{% macro options(s) %}
ALTER VIEW {{ s.id.sql|sql }} {% set on %}{% if s.new.security_invoker is defined and s.old.security_invoker is not defined %}security_invoker = true, {% endif %}{% if s.new.security_barrier is defined and s.old.security_barrier is not defined %}security_barrier = true, {% endif %}{% if s.new.check_option is defined and s.new.check_option != s.old.check_option|default("") %}check_option = {{ s.new.check_option|sql }}, {% endif %}{% endset %}{% set off %}{% if s.new.security_invoker is not defined and s.old.security_invoker is defined %}security_invoker, {% endif %}{% if s.new.security_barrier is not defined and s.old.security_barrier is defined %}security_barrier, {% endif %}{% if s.new.check_option is not defined and s.old.check_option is defined %}check_option, {% endif %}{% endset %}{% if on %}SET ({{ on|trimmed }}){% endif %}{% if on and off %};
ALTER VIEW {{ s.id.sql|sql }} {% endif %}{% if off %}RESET ({{ off|trimmed }}){% endif %}
{%- endmacro %}
