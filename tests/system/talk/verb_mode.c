/*
 * mode shows a new group's modes and the result of each change, and refuses
 * what is not allowed.
 */
#include "tests/lib/conn.h"

/* By the operator of tea, in which ali is; in this order. */
static const struct step changes[] = {
	{ "mode tea", "ok mode tea n * o 0 -" },
	{ "mode tea +n", "ok mode tea" },
	{ "mode tea -n", "ok mode tea -n" },
	{ "mode tea", "ok mode tea - * o 0 -" },
	{ "mode tea -n", "ok mode tea" },
	{ "mode tea +n", "ok mode tea +n" },
	{ "mode TEA +t", "ok mode tea +t" },
	{ "mode tea +C", "ok mode tea +C" },
	{ "mode tea +i", "ok mode tea +i" },
	{ "mode tea +m", "ok mode tea +m" },
	{ "mode tea +s", "ok mode tea +s" },
	{ "mode tea", "ok mode tea Cimnst * o 0 -" },
	{ "mode tea -smi", "ok mode tea -ims" },
	{ "mode tea -ism", "ok mode tea" },
	{ "mode tea +Cmisn", "ok mode tea +ims" },
	{ "mode tea", "ok mode tea Cimnst * o 0 -" },
	{ "mode tea -ss", "ok mode tea -s" },
	{ "mode tea +k Sesame", "ok mode tea +k Sesame" },
	{ "mode tea +k Sesame", "ok mode tea" },
	{ "mode tea +k other", "ok mode tea +k other" },
	{ "mode tea +l 007", "ok mode tea +l 7" },
	{ "mode tea +l 7", "ok mode tea" },
	{ "mode tea", "ok mode tea Cimnt * o 7 other" },
	{ "mode tea -l", "ok mode tea -l" },
	{ "mode tea -l", "ok mode tea" },
	{ "mode tea -k", "ok mode tea -k" },
	{ "mode tea -k", "ok mode tea" },
	{ "mode tea +v ALI", "ok mode tea +v ali" },
	{ "mode tea +v ali", "ok mode tea" },
	{ "mode tea -v ali", "ok mode tea -v ali" },
	{ "mode tea -o ali", "ok mode tea" },
	{ "mode tea +b evil", "ok mode tea +b evil!*@*" },
	{ "mode tea +b EVIL!*@*", "ok mode tea" },
	{ "mode tea -b Evil", "ok mode tea -b Evil!*@*" },
	{ "mode tea -b evil", "ok mode tea" },
	{ "mode tea +e ~m:~a:ali", "ok mode tea +e ~m:~a:ali" },
	{ "mode tea +I *@host", "ok mode tea +I *!*@host" },
};

static const struct step refused[] = {
	{ "mode", "err mode bad-command ..." },
	{ "mode nowhere", "err mode no-such-group ..." },
	{ "mode nowhere +i", "err mode no-such-group ..." },
	{ "mode a,b", "err mode bad-group ..." },
	{ "mode tea +x", "err mode bad-command ..." },
	{ "mode tea i", "err mode bad-command ..." },
	{ "mode tea +il", "err mode bad-command ..." },
	{ "mode tea +im 7", "err mode bad-command ..." },
	{ "mode tea +i now", "err mode bad-command ..." },
	{ "mode tea -k now", "err mode bad-command ..." },
	{ "mode tea +k", "err mode bad-command ..." },
	{ "mode tea +k a,b", "err mode bad-text ..." },
	{ "mode tea +k :key", "err mode bad-text invalid key: ..." },
	{ "mode tea +k *", "err mode bad-text invalid key: ..." },
	{ "mode tea +k -", "err mode bad-text invalid key: ..." },
	{ "mode tea +k a b", "err mode bad-command ..." },
	{ "mode tea +k aaaaaaaaaaaaaaaaaaaaaaaa",
	    "err mode too-long too long: 24 bytes, limit 23" },
	{ "mode tea +l", "err mode bad-command ..." },
	{ "mode tea +l 0", "err mode bad-command ..." },
	{ "mode tea +l many", "err mode bad-command ..." },
	{ "mode tea +l 4294967296", "err mode bad-command ..." },
	{ "mode tea +o", "err mode bad-command ..." },
	{ "mode tea +o nobody", "err mode no-such-name ..." },
	{ "mode tea +o out", "err mode no-such-member ..." },
	{ "mode tea +b", "err mode bad-command ..." },
	{ "mode tea +b ~q:x", "err mode bad-text ..." },
	{ "mode tea +b ~a:\002x", "err mode bad-text ..." },
	{ "mode tea +b ~m:~a:x\035", "err mode bad-text ..." },
	{ "mode tea +e ~a:x\017*", "err mode bad-text ..." },
	{ "mode tea +I ~m:x", "err mode bad-text ..." },
};

/* A pattern takes "*" for any word. */
static bool
ends_in(const struct conn *conn, struct str end)
{
	const struct str line = conn->line;

	return line.len >= end.len &&
	    memcmp(line.at + line.len - end.len, end.at, end.len) == 0;
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *out = conn_named(server, "out");

	conn_expect(javad, "join * tea ali");
	conn_steps(javad, changes);
	conn_expect_nothing(ali);
	PASS("each change");
	conn_steps(javad, refused);
	PASS("each refusal");
	conn_ask(javad, "mode tea +k Sesame", "ok mode tea +k Sesame");
	conn_ask(ali, "mode tea", "ok mode tea Cimnt * - 0 Sesame");
	conn_ask(out, "mode tea", "ok mode tea Cimnt * * 0 *");
	MUST(ends_in(out, STR(" 0 *")), "it sees the key");
	PASS("anybody may ask, and who is not in it does not see the key");
	conn_ask(ali, "mode tea -k", "err mode not-operator ...");
	conn_ask(out, "mode tea -k", "err mode not-member ...");
	conn_ask(javad, "mode tea +v ali", "ok mode tea +v ali");
	conn_ask(ali, "mode tea -k", "err mode not-operator ...");
	PASS("operators alone change something");
	conn_ask(javad, "mode tea +o ali", "ok mode tea +o ali");
	conn_ask(ali, "mode tea", "ok mode tea Cimnt * ov 0 Sesame");
	conn_ask(ali, "mode tea -o javad", "ok mode tea -o javad");
	conn_ask(javad, "mode tea -k", "err mode not-operator ...");
	conn_ask(ali, "mode tea -o ali", "ok mode tea -o ali");
	conn_ask(ali, "mode tea", "ok mode tea Cimnt * v 0 Sesame");
	PASS("who is made one can, and can unmake others and itself");
	server_stop(server);
	return tap_done();
}
