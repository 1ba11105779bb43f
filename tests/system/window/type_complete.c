/*
 * Tab completes members of the current view, most recent speakers first, then
 * other names; after "/" the commands of client and server, and after /set its
 * keys.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define CLEAR "\005\025"

static struct pty *pty;

static void
completes(const char *keys, const char *line)
{
	pty_type(pty, CLEAR);
	pty_type(pty, keys);
	pty_expect_cursor(pty, line, strlen(line) + 1);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conns[] = { conn_member(server, "alan", "dev"),
		conn_member(server, "Alice", "dev"),
		conn_member(server, "albert", "ops"),
		conn_member(server, "alva", "ops") };

	pty =
	    PTY_WINDOW(server->address[0], 12, 70, "-n", "javad", "ops", "dev");
	pty_expect_row(pty, 11, "[#ops]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- in #dev: @alan Alice javad");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 11, "[#dev]");
	completes("al\t", "[#dev] alan:");
	completes("al\t\t", "[#dev] Alice:");
	conn_say(conns[1], "send dev hi there");
	conn_say(conns[3], "send ops hi too");
	pty_expect_has(pty, "Alice: hi there");
	pty_expect_has(pty, "1:#ops(1)");
	completes("al\t", "[#dev] Alice:");
	completes("al\t\t", "[#dev] alan:");
	completes("al\t\t\t", "[#dev] alva:");
	completes("say al\t", "[#dev] say Alice");
	PASS("who is here and has just spoken, then who is here, then others");
	completes("\0331al\t", "[#ops] alva:");
	completes("\0332al\t", "[#dev] Alice:");
	PASS("in another view it is others");
	completes("/m\t", "[#dev] /msg");
	completes("/ms\t\t", "[#dev] /msg");
	completes("/sea\t", "[#dev] /search");
	completes("/whow\t", "[#dev] /whowas");
	completes("/query al\t", "[#dev] /query Alice");
	completes("/part o\t", "[#dev] /part #ops");
	completes("/g d\t", "[#dev] /g #dev");
	completes("/msg #o\t", "[#dev] /msg #ops");
	PASS("commands, and what each of them takes");
	completes("/set pres\t", "[#dev] /set presence");
	completes("/set time\t", "[#dev] /set times");
	completes("/set time\t\t", "[#dev] /set time_format");
	completes("/set presence o\t", "[#dev] /set presence off");
	completes("/set theme men\t", "[#dev] /set theme mention");
	PASS("keys of the settings, and their values");
	const size_t bells = pty->vt.bells;
	pty_type(pty, CLEAR "zz\t");
	pty_expect_cursor(pty, "[#dev] zz", 9);
	pty_expect_bells(pty, bells + 1);
	PASS("it rings where there is nothing");
	pty_type(pty, CLEAR "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
