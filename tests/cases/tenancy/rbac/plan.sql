BEGIN;
CREATE TABLE public.permissions (
    name text NOT NULL,
    resource text NOT NULL,
    action text NOT NULL,
    CONSTRAINT permissions_pkey PRIMARY KEY (name),
    CONSTRAINT permissions_resource_action_key UNIQUE (resource, action)
);
CREATE TABLE public.role_permissions (
    role text NOT NULL,
    permission text NOT NULL,
    CONSTRAINT role_permissions_pkey PRIMARY KEY (role, permission)
);
SET search_path = public;
CREATE TABLE public.roles (
    name text NOT NULL,
    description text DEFAULT '' NOT NULL,
    CONSTRAINT roles_pkey PRIMARY KEY (name)
);
CREATE TABLE public.user_roles (
    user_id bigint NOT NULL,
    role text NOT NULL,
    organization_id bigint NOT NULL,
    CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, organization_id, role)
);
ALTER TABLE public.role_permissions ADD CONSTRAINT role_permissions_permission_fkey FOREIGN KEY (permission) REFERENCES public.permissions (name) ON DELETE CASCADE;
ALTER TABLE public.role_permissions ADD CONSTRAINT role_permissions_role_fkey FOREIGN KEY (role) REFERENCES public.roles (name) ON DELETE CASCADE;
ALTER TABLE public.user_roles ADD CONSTRAINT user_roles_role_fkey FOREIGN KEY (role) REFERENCES public.roles (name) ON DELETE CASCADE;
ALTER TABLE public.user_roles ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE;
CREATE OR REPLACE FUNCTION public.has_permission(p_permission text, p_tenant bigint default nullif(current_setting('app.org_id', true), '')::bigint)
RETURNS boolean
LANGUAGE sql
STABLE
PARALLEL SAFE
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select exists (
    select from public.user_roles a
    join public.role_permissions r on r.role = a.role
    where a.user_id = nullif(current_setting('app.user_id', true), '')::bigint and a.organization_id = $2 and r.permission = $1
)$$;
COMMENT ON FUNCTION public.has_permission(text, bigint) IS 'Whether the user has a permission';
CREATE INDEX role_permissions_permission_idx ON public.role_permissions (permission);
CREATE INDEX user_roles_role_idx ON public.user_roles (role);
ALTER TABLE public.cases ENABLE ROW LEVEL SECURITY;
-- wider access: role case_rbac_app gets insert, select on table public.cases
GRANT INSERT, SELECT ON TABLE public.cases TO case_rbac_app;
-- wider access: role case_rbac_app can now read rows of public.cases (policy readers)
CREATE POLICY readers ON public.cases FOR SELECT USING ((select has_permission('cases.read')));
-- wider access: role case_rbac_app can now read rows of public.cases (policy readers)
CREATE POLICY writers ON public.cases FOR INSERT WITH CHECK ((select has_permission('cases.write')));
COMMIT;
