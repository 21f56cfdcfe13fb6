do $$ begin if not exists (select from pg_roles where rolname = 'app') then create role app; end if; end $$;
create table public.events (id bigint not null, org_id uuid not null, at date not null, text text) partition by range (at);
create table public.events_all partition of public.events for values from ('2000-01-01') to ('2100-01-01');
alter table public.events enable row level security;
grant select, insert, update, delete on public.events to app;
grant select, delete on public.events_all to app;
create policy org on public.events to app using (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
