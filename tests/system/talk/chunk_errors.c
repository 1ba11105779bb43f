/*
 * The lab's client gets one sentence for a refused command, here over a UNIX
 * socket.
 */
#include <stdio.h>

#include "shared/codes.h"
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

static const struct {
	const char *says;
	const char *verb; /* stands in front, if one was recognised */
	enum code code;
} rows[] = {
	{ "send 9 hello", "send: ", CODE_NOT_MEMBER },
	{ "join a,b", "join: ", CODE_BAD_GROUP },
	{ "nonsense", "", CODE_BAD_COMMAND },
	{ "tell nobody hello", "tell: ", CODE_NO_SUCH_NAME },
};

int
main(void)
{
	char sentence[256];
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "chunk_time 60\ngrace 600\n",
		.paced = true });
	struct conn *lab = conn_open(server);

	conn_send(lab, "lab", 3);
	server_pace(server, 60 * SEC);
	server_expect(server, "lab: login from *");
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str text = code_text(rows[i].code);
		(void)snprintf(sentence, sizeof(sentence), "%s%.*s",
		    rows[i].verb, (int)text.len, text.at);
		conn_send(lab, rows[i].says, strlen(rows[i].says));
		server_pace(server, SEC);
		conn_expect_bytes(lab, sentence);
		PASS("%s: \"%s\"", rows[i].says, sentence);
	}
	server_stop(server);
	return tap_done();
}
