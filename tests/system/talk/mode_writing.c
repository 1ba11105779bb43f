/*
 * Who may not speak in a group does not set its topic either, nor write its
 * table, fill its box or invite others; it reads, and its own table is its own.
 * Whoever is banned takes no work.
 */
#include "tests/lib/conn.h"

static const struct step muted[] = {
	{ "send tea hi", "err send muted ..." },
	{ "note tea hi", "err note muted ..." },
	{ "signal tea", "err signal muted ..." },
	{ "topic tea green", "err topic muted ..." },
	{ "topic tea -", "err topic muted ..." },
	{ "topic tea", "ok topic tea black" },
	{ "add tea x 1", "err add muted ..." },
	{ "put tea k 1", "err put muted ..." },
	{ "swap tea k 1 1", "err swap muted ..." },
	{ "cut tea k", "err cut muted ..." },
	{ "get tea", "row tea k * javad v" },
	{ "ping", "ok get tea 1" },
	{ "post tea more", "ok ping" },
	{ "invite tea out", "err post muted ..." },
	{ "take tea 1", "err invite muted ..." },
	{ "done 1", "ok take tea 1" },
	{ "put @ali k 1", "err done no-such-item ..." },
	{ "hear k", "ok put @ali k *" },
	{ "ping", "ok hear" },
};

static const struct step banned[] = {
	{ "topic tea green", "ok ping" },
	{ "put tea k 1", "err topic banned ..." },
	{ "post tea more", "err put banned ..." },
	{ "invite tea out", "err post banned ..." },
	{ "take tea 1", "err invite banned ..." },
	{ "ping", "err take banned ..." },
};

/* Under m, without a mask: others may be asked in, and work is done. */
static const struct step unvoiced[] = {
	{ "topic tea green", "ok ping" },
	{ "put tea k 1", "err topic muted ..." },
	{ "post tea more", "err put muted ..." },
	{ "invite tea out", "err post muted ..." },
	{ "take tea 1", "ok invite tea out" },
	{ "take tea 0", "ok take tea 1" },
	{ "ping", "ok take tea 0" },
	{ "ping", "ok ping" },
};

static const struct step voiced[] = {
	{ "topic tea green", "ok ping" },
	{ "put tea k 1", "topic * tea ali green" },
	{ "post tea more", "ok put tea k * v" },
	{ "take tea 0", "set * tea k ali 1" },
	{ "ping", "ok post tea *" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_named(server, "out");
	conn_expect(javad, "join * tea ali");
	conn_ask(javad, "topic tea black", "topic * tea javad black");
	conn_expect(ali, "topic * tea javad black");
	conn_ask(javad, "put tea k v", "ok put tea k *");
	conn_ask(javad, "mode tea +b ~m:ali", "ok mode tea +b ~m:ali!*@*");
	conn_steps(ali, muted);
	PASS("who is muted");
	conn_ask(javad, "mode tea +b ali", "ok mode tea +b ali!*@*");
	conn_steps(ali, banned);
	PASS("who is banned");
	conn_ask(javad, "mode tea -b ali", "ok mode tea -b ali!*@*");
	conn_ask(javad, "mode tea -b ~m:ali", "ok mode tea -b ~m:ali!*@*");
	conn_ask(javad, "mode tea +m", "ok mode tea +m");
	conn_steps(ali, unvoiced);
	PASS("who has no voice");
	conn_ask(javad, "mode tea +v ali", "ok mode tea +v ali");
	conn_steps(ali, voiced);
	PASS("who has one");
	server_stop(server);
	return tap_done();
}
