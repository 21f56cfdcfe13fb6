BEGIN;
ALTER TABLE public.room ADD CONSTRAINT room_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS);
ALTER TABLE public.booking ADD CONSTRAINT booking_fkey FOREIGN KEY (room, PERIOD during) REFERENCES public.room (id, PERIOD during);
COMMIT;
