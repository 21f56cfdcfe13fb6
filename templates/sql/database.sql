{% macro subject(s) %}{% if s.args.role is none %}ALTER DATABASE {{ s.id.sql|sql }}{% else %}ALTER ROLE {{ s.args.role|ident }} IN DATABASE {{ s.id.sql|sql }}{% endif %}{%- endmacro %}

{% macro connection_limit(s) %}ALTER DATABASE {{ s.id.sql|sql }} CONNECTION LIMIT {{ s.args.to }}{%- endmacro %}

{% macro set(s) %}{{ subject(s) }} SET {{ s.args.value|setting(s.args.name) }}{%- endmacro %}

{% macro reset(s) %}{{ subject(s) }} RESET {{ s.args.name|dotted }}{%- endmacro %}
