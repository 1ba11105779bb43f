/* SASL EXTERNAL logs in to the account of the user's login, and to no other. */
#include <stdio.h>

#include "shared/crypto/base64.h"
#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/login.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	const char *login = login_own();
	char path[SCRATCH_PATH], word[100];
	struct server *server;
	struct conn *own;
	size_t len;

	scratch_path(path, "socket");
	server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "peer_names yes\n",
		.listen = { "127.0.0.1:0", path } });
	own = conn_open_at(path);
	conn_say(own, "CAP REQ sasl\r");
	conn_expect(own, ":* CAP * ACK :sasl\r");
	conn_say(own, "AUTHENTICATE EXTERNAL\r");
	conn_expect(own, ":* AUTHENTICATE +\r");
	conn_say(own, "AUTHENTICATE +\r");
	conn_expect(own, ":* 904 ...");
	PASS("there is no such account");
	conn_say(own, "NICK whoever\r");
	conn_say(own, "USER a 0 * :A\r");
	conn_say(own, "CAP END\r");
	conn_wait_for(own, ":* 422 %s ...", login);
	conn_say(own, "NS REGISTER sesame\r");
	conn_wait_for(own, ":NickServ!* NOTICE %s :Done: ...", login);
	conn_say(own, "AUTHENTICATE EXTERNAL\r");
	conn_expect(own, ":* AUTHENTICATE +\r");
	conn_say(own, "AUTHENTICATE +\r");
	conn_expect(own, ":* 900 %s * %s ...", login, login);
	conn_expect(own, ":* 903 ...");
	PASS("by the system's word alone");
	MUST(base64_encode(login, strlen(login), word, sizeof(word) - 1, &len),
	    "too long");
	word[len] = '\0';
	conn_say(own, "AUTHENTICATE EXTERNAL\r");
	conn_expect(own, ":* AUTHENTICATE +\r");
	conn_say(own, "AUTHENTICATE %s\r", word);
	conn_expect(own, ":* 900 %s * %s ...", login, login);
	conn_expect(own, ":* 903 ...");
	PASS("or as oneself");
	conn_ask(own, "AUTHENTICATE EXTERNAL\r", ":* AUTHENTICATE +\r");
	conn_ask(
	    own, "AUTHENTICATE d2hvZXZlcg==\r", ":* 904 ..."); /* whoever */
	PASS("not as anybody else");
	server_stop(server);
	return tap_done();
}
