/*
 * register and enroll create an account of a free name, once, and log in to it
 * at once; from then on the name, and those that look like it, are reserved.
 */
#include "tests/lib/keeper.h"

static const struct step first[] = {
	{ "register open sesame", "err register not-allowed ..." },
	{ "enroll ali open sesame",
	    "err enroll not-allowed send your name ..." },
	{ "ali", "ok name ali" },
	{ "register", "err register bad-command ..." },
	{ "register open \33 sesame", "err register bad-text ..." },
	{ "register open sesame", "ok register ali" },
	{ "register again", "err register no-such-group ..." },
	{ "enroll zoe again", "err enroll not-allowed already logged in" },
	{ "name zoe", "name * ali zoe" },
	{ "name ali", "name * zoe ali" },
	{ "name zoe", "name * ali zoe" },
};

static const struct step others[] = {
	{ "ali", "err name name-taken name reserved for the ..." },
	{ "ALI", "err name name-taken name reserved for the ..." },
	{ "\u0430li", "err name bad-name ..." }, /* of two writing systems */
	{ "aIi", "err name name-taken name reserved for the ..." },
	{ "bob", "ok name bob" },
	{ "name ali", "err name name-taken ..." },
	{ "enroll Ali x", "err enroll exists an account with that ..." },
	{ "enroll aIi x", "err enroll exists an account with that ..." },
	{ "enroll zoe x", "err enroll name-taken another client has ..." },
	{ "enroll 1st x", "err enroll bad-name ..." },
	{ "enroll Mia \u00fc  spaces ", "ok register Mia" },
	{ "logout", "ok logout" },
	{ "login mia \u00fc  spaces ", "ok login Mia" },
	{ "name mia", "name * bob mia" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_open(server), *bob = conn_open(server);

	conn_steps(ali, first);
	PASS("a name becomes an account");
	conn_steps(bob, others);
	PASS("which is nobody else's, nor what looks like it");
	server_expect(server, "ali: logged in as ali");
	TAP_OK(strstr(server_log(server), "sesame") == NULL &&
		strstr(server_log(server), "spaces") == NULL,
	    "no secret is logged");
	server_stop(server);
	return tap_done();
}
