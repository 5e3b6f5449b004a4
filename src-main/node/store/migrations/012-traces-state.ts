/**
 * A number that is another one whenever something changed that plans see of the library: traces, and of runs what reasons
 * tell. At random, so that it does not come back after a backup was restored.
 */
const change = "UPDATE traces_state SET state = hex(randomblob(16));";

export const tracesState = `
CREATE TABLE traces_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  state TEXT NOT NULL
) STRICT;
INSERT INTO traces_state VALUES (1, hex(randomblob(16)));
CREATE TRIGGER traces_state_trace_inserted AFTER INSERT ON traces BEGIN ${change} END;
CREATE TRIGGER traces_state_trace_updated AFTER UPDATE ON traces BEGIN ${change} END;
CREATE TRIGGER traces_state_trace_deleted AFTER DELETE ON traces BEGIN ${change} END;
CREATE TRIGGER traces_state_run_inserted AFTER INSERT ON runs BEGIN ${change} END;
CREATE TRIGGER traces_state_run_updated AFTER UPDATE OF seq, id, number, parent, project, made_in, pipeline, step,
  status, signature, fingerprint, origin, owner, created, ended ON runs BEGIN ${change} END;
CREATE TRIGGER traces_state_run_deleted AFTER DELETE ON runs BEGIN ${change} END;
`;
