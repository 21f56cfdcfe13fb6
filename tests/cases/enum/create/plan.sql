BEGIN;
CREATE TYPE public.status AS ENUM ('open', 'it''s closed', 'Ünïcode');
SET search_path = public;
CREATE TABLE public.ticket (
    id integer NOT NULL,
    status public.status DEFAULT 'open' NOT NULL,
    history public.status[],
    CONSTRAINT ticket_pkey PRIMARY KEY (id)
);
COMMIT;
