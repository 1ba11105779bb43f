/*
 * forkcast bridge carries what is said in a group, and told to one person,
 * between servers; it says what has not arrived, and who its peers are.
 */
#include <stdio.h>

#include "tests/lib/bridged.h"

int
main(void)
{
	struct bridged *site = bridged_begin(3, false);
	struct conn *ali = conn_member(site[0].server, "ali", "tea");
	struct conn *sara = conn_member(site[1].server, "sara", "tea");
	struct conn *bo = conn_member(site[2].server, "bo", "tea");
	struct shell *shell;
	char query[512], twin[256];

	conn_say(ali, "send tea hello");
	conn_wait_for(sara, "msg * tea ali/berlin hello");
	conn_wait_for(bo, "msg * tea ali/berlin hello");
	conn_say(sara, "send tea salut");
	conn_wait_for(ali, "msg * tea sara/paris salut");
	conn_wait_for(bo, "msg * tea sara/paris salut");
	PASS("what is said in a group is said on all servers");
	conn_say(ali, "lines tea 3\nsend tea one\nsend tea \nsend tea three");
	conn_wait_for(sara, "msg * tea ali/berlin one");
	conn_expect(sara, "msg * tea ali/berlin three");
	PASS("also in several lines");
	conn_say(bo, "want full\ntags +x=1");
	conn_wait_for(bo, "ok want full");
	conn_say(ali, "want full");
	conn_wait_for(ali, "ok want full");
	conn_say(bo, "send tea tagged");
	conn_wait_for(ali, "tags +x=1");
	conn_expect(ali, "msg * tea bo/rome!user@rome!*!- tagged");
	PASS("and with its tags");
	conn_say(ali, "want short");
	conn_wait_for(ali, "ok want short");
	conn_say(sara, "tell ali/berlin psst");
	conn_wait_for(ali, "tell * sara/paris ali psst");
	conn_say(ali, "tell sara/paris psst yourself");
	conn_wait_for(sara, "tell * ali/berlin sara psst yourself");
	PASS("who is told something gets it");
	conn_say(sara, "tell nobody/rome psst");
	conn_wait_for(sara, "tell * bridge sara -- rome: nobody: no client...");
	PASS("who is not there is told of");
	conn_say(bo, "tell x/madrid hi");
	conn_wait_for(bo, "err tell no-such-name ...");
	conn_say(ali, "note tea beep");
	conn_say(ali, "send tea end");
	conn_wait_for(sara, "msg * tea ali/berlin end");
	conn_expect_nothing(sara);
	PASS("a note stays on its server, and nothing comes twice");
	conn_say(ali, "who @paris");
	conn_wait_for(ali, "ok who @paris 0");
	conn_wait_for(ali, "tell * bridge ali -- paris: tea: ...");
	PASS("who asks for the people of another server");
	bridged_query(&site[0], query, sizeof(query));
	shell = shell_start("1", query);
	shell_expect(shell, "paris tea: heard * s ago, up to date, ...");
	shell_expect(shell, "rome tea: heard ...");
	TAP_NUM(shell_status(shell), 0, "-q tells the peers");
	(void)snprintf(twin, sizeof(twin),
	    "exec forkcast bridge -c t -m other -n other -N berlin "
	    "-u berlin:berlin@127.0.0.1:%u tea",
	    site[0].port);
	shell = shell_start(site[0].address, twin);
	TAP_NUM(shell_status(shell), 69, "a second bridge of a name ends");
	bridged_kill(&site[0].bridge);
	shell = shell_start("1", query);
	TAP_NUM(shell_status(shell), 69, "if there is a bridge");
	return tap_done();
}
