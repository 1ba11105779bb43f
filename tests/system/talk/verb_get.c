/*
 * get: of a client everybody, and of a group; but of one that not everybody may
 * come into its members alone.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "get", "err get bad-command ..." },
	{ "get 1 a b", "err get bad-command ..." },
	{ "get nowhere a", "err get not-member ..." },
	{ "get @nobody", "err get no-such-name ..." },
	{ "get @@", "err get bad-name ..." },
	{ "get @", "err get bad-name ..." },
};

/* As long as the mode is set. */
static void
must_be_hidden(struct conn *operator, struct conn * stranger, const char *set,
    const char *unset)
{
	conn_say(operator, "mode tea %s", set);
	conn_expect(operator, "ok mode tea %s", set);
	conn_ask(stranger, "get tea", "err get not-member ...");
	conn_ask(operator, "get tea a", "row tea a * javad z");
	conn_expect(operator, "ok get tea 1");
	conn_say(operator, "mode tea %s", unset);
	conn_expect(operator, "ok mode tea %s", unset);
	conn_ask(stranger, "get tea a", "row tea a * javad z");
	conn_expect(stranger, "ok get tea 1");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");

	conn_ask(javad, "get 1", "ok get 1 0");
	conn_ask(javad, "put 1 b x y", "ok put ...");
	conn_ask(javad, "put 1 a z", "ok put ...");
	conn_ask(javad, "put 1 b.c z", "ok put ...");
	conn_ask(javad, "get 1", "row 1 a * javad z");
	conn_expect(javad, "row 1 b * javad x y");
	conn_expect(javad, "row 1 b.c * javad z");
	conn_expect(javad, "ok get 1 3");
	conn_ask(javad, "get 1 b", "row 1 b * javad x y");
	conn_expect(javad, "ok get 1 1");
	conn_ask(javad, "get 1 none", "ok get 1 0");
	PASS("a group's");
	conn_ask(javad, "put @javad status away", "ok put ...");
	conn_ask(ali, "get @JAVAD", "row @javad status * javad away");
	conn_expect(ali, "ok get @javad 1");
	conn_ask(ali, "get @ali", "ok get @ali 0");
	PASS("anybody's");
	conn_ask(javad, "join tea", "join * tea javad");
	conn_ask(javad, "put tea a z", "ok put ...");
	conn_ask(ali, "get tea a", "row tea a * javad z");
	conn_expect(ali, "ok get tea 1");
	must_be_hidden(javad, ali, "+i", "-i");
	must_be_hidden(javad, ali, "+k sesame", "-k");
	must_be_hidden(javad, ali, "+s", "-s");
	conn_ask(ali, "put tea a mine", "err put not-member ...");
	PASS("who is no member looks, unless it may not come in, or see it");
	conn_steps(ali, refused);
	PASS("each refusal");
	server_stop(server);
	return tap_done();
}
