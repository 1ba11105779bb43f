/*
 * Only the operator of the machine can create an account that oper names: no
 * client can register this name or one that looks like it, in either protocol.
 */
#include <signal.h>

#include "tests/lib/keeper.h"

static const struct step refused[] = {
	{ "enroll root2 mine",
	    "err enroll name-taken the configuration names a server operator ..." },
	{ "enroll ROOT2 mine", "err enroll name-taken the configuration ..." },
	{ "enroll r0ot2 mine", "err enroll name-taken the configuration ..." },
	{ "oper root2 mine", "err oper not-allowed ..." },
	{ "name root2", "name * eve root2" },
	{ "register mine", "err register name-taken the configuration ..." },
	{ "oper root2 mine", "err oper not-allowed ..." },
	{ "name eve", "name * root2 eve" },
};

/* Names that look similar only to a machine belong to somebody else. */
static const struct step free_names[] = {
	{ "enroll root3 mine", "ok register root3" },
	{ "oper root3 mine", "err oper not-allowed ..." },
};

static void
test_irc(const struct server *server)
{
	struct conn *irc = conn_open(server);

	conn_say(irc, "CAP REQ :draft/account-registration\r");
	conn_wait_for(irc, ":* CAP * ACK ...");
	conn_say(irc, "CAP END\r\nNICK root2\r\nUSER x 0 * :x\r");
	conn_wait_for(irc, ":* 422 ...");
	conn_say(irc, "REGISTER * * mine\r");
	conn_wait_for(irc, ":* FAIL REGISTER USERNAME_EXISTS ...");
	conn_say(irc, "NS REGISTER mine\r");
	conn_wait_for(
	    irc, ":NickServ!* NOTICE root2 :Failed: the configuration ...");
	conn_say(irc, "OPER root2 mine\r");
	conn_wait_for(irc, ":* 464 root2 ...");
	conn_say(irc, "QUIT\r");
	conn_close(irc);
}

/* The account is made, and its name becomes an operator's again. */
static void
test_created(const struct server *server)
{
	struct conn *boss = conn_named(server, "boss");

	keeper_add(server, "root2");
	conn_ask(boss, "oper root2 pw", "ok oper");
	conn_ask(boss, "login root2 pw", "ok login root2");
}

/* A reload names another: from then on that one is kept too. */
static void
test_reloaded(struct server *server)
{
	struct conn *ann = conn_named(server, "ann");

	server_configure(server, KEEPER_QUICK "oper ann\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	conn_ask(ann, "register mine", "err register name-taken ...");
	conn_ask(ann, "enroll r0ot2 mine", "err enroll exists ...");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "oper root2\n" });
	struct conn *eve = conn_named(server, "eve");
	struct conn *zoe = conn_named(server, "zoe");

	conn_steps(eve, refused);
	PASS("nobody takes an operator's account before it is there");
	test_irc(server);
	PASS("nor over IRC");
	conn_steps(zoe, free_names);
	PASS("other names are free");
	test_created(server);
	PASS("the operator of the machine creates it");
	test_reloaded(server);
	PASS("so are the names that a reload brings");
	server_stop(server);
	return tap_done();
}
