BEGIN;
SET search_path = public;
CREATE TABLE public.event (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text DEFAULT 'x',
    CONSTRAINT event_pkey PRIMARY KEY (id, at)
)
PARTITION BY range (at);
CREATE TABLE public.event_2024 PARTITION OF public.event for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
CREATE TABLE public.event_2025 PARTITION OF public.event for values from ('2025-01-01 00:00+00') to ('2026-01-01 00:00+00');
CREATE TABLE public.event_rest PARTITION OF public.event default;
CREATE INDEX event_kind_idx ON public.event (kind);
COMMIT;
