-- Planted in a migrated template: tells whether a database that was lent is again as it was, after emptying it.
CREATE SCHEMA lent;
CREATE TABLE lent.changed (tag text);

CREATE FUNCTION lent.note() RETURNS event_trigger SECURITY DEFINER LANGUAGE plpgsql AS $$
BEGIN INSERT INTO lent.changed VALUES (tg_tag); END $$;

CREATE FUNCTION lent.digest(one regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE digest text;
BEGIN
    EXECUTE format('SELECT md5(string_agg(stored::text, chr(10) ORDER BY stored::text)) FROM %s stored', one)
        INTO digest;
    RETURN digest;
END $$;

CREATE VIEW lent.tables AS
    SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;

CREATE TABLE lent.kept AS SELECT name, lent.digest(name) FROM lent.tables WHERE lent.digest(name) IS NOT NULL;

-- A connection that was closed takes a moment to end.
CREATE FUNCTION lent.somebody_stays() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    FOR attempt IN 1 .. 100 LOOP
        PERFORM pg_stat_clear_snapshot();
        IF NOT EXISTS (SELECT FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()
                         AND backend_type = 'client backend') THEN
            RETURN false;
        END IF;
        PERFORM pg_sleep(0.005);
    END LOOP;
    RETURN true;
END $$;

-- Many rows leave a big file; deleting few is quicker than making the files of a table and its indexes anew.
CREATE FUNCTION lent.empty(one regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE filled boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO filled;
    IF pg_relation_size(one) > 131072 THEN EXECUTE format('TRUNCATE %s', one);
    ELSIF filled THEN EXECUTE format('DELETE FROM %s', one);
    END IF;
END $$;

CREATE FUNCTION lent.given_back() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF lent.somebody_stays() THEN RETURN 'somebody stays connected'; END IF;
    IF EXISTS (SELECT FROM lent.changed) THEN RETURN 'the schema was changed'; END IF;
    IF EXISTS (SELECT FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid
               WHERE datname = current_database()) THEN RETURN 'a setting was changed'; END IF;
    IF EXISTS (SELECT FROM pg_sequences WHERE last_value IS NOT NULL) THEN RETURN 'a sequence went on'; END IF;
    IF EXISTS (SELECT FROM lent.kept WHERE digest IS DISTINCT FROM lent.digest(name)) THEN
        RETURN 'rows of the template were changed'; END IF;
    PERFORM lent.empty(name) FROM lent.tables WHERE name NOT IN (SELECT kept.name FROM lent.kept);
    RETURN 'as it was';
END $$;

CREATE EVENT TRIGGER lent ON ddl_command_end EXECUTE FUNCTION lent.note();
