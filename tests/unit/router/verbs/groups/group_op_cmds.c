/*
 * server/router/verbs/groups/group_op_cmds, and names, to those who want events
 * in full and to those who do not: who is told what of a kick, an invitation, a
 * change of modes and a message to operators, and that each command has one
 * answer.
 */

#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define ANN "ann!user@*!*!-" /* as an actor; the host is no matter here */
#define BOB "bob!user@*!*!-"

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet ann; /* operator of tea; wants full */
	struct puppet bob; /* operator of rice, in tea */
	struct puppet cem; /* in both; wants full */
	struct puppet dan; /* in both */
	struct puppet out; /* in neither; wants full */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.cem, test.last);
	puppet_hear_all(&test.dan, test.last);
	puppet_hear_all(&test.out, test.last);
}

static bool
hear_nothing(void)
{
	return puppet_hears_nothing(&test.ann) &&
	    puppet_hears_nothing(&test.bob) &&
	    puppet_hears_nothing(&test.cem) &&
	    puppet_hears_nothing(&test.dan) && puppet_hears_nothing(&test.out);
}

static void
want_full(const struct puppet *puppet)
{
	groups_set_client_full(slots_get(puppet->slot)->client, true);
}

static void
begin(void)
{
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "rice");
	puppet_join(&test.cem, "cem", "tea");
	puppet_join(&test.dan, "dan", "tea");
	puppet_join(&test.out, "out", "other");
	puppet_say(&test.bob, "join tea");
	puppet_say(&test.cem, "join rice");
	puppet_say(&test.dan, "join rice");
	want_full(&test.ann);
	want_full(&test.cem);
	want_full(&test.out);
	hear_all();
}

static void
end(void)
{
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	puppet_die(&test.cem);
	puppet_die(&test.dan);
	puppet_die(&test.out);
	sane_check_empty();
}

static void
names_have_roles(void)
{
	TAP_OK(puppet_ask(&test.cem, "names tea",
		   "names tea n o!ann!user@* -!bob!user@* -!cem!user@* "
		   "-!dan!user@*") &&
		puppet_hears(&test.cem, "ok names tea 4"),
	    "who is in it as what, in full");
	puppet_say(&test.ann, "mode tea +v ann");
	puppet_say(&test.ann, "mode tea +v bob");
	hear_all();
	TAP_OK(puppet_ask(&test.cem, "names tea",
		   "names tea n ov!ann!user@* v!bob!user@* -!cem!user@* "
		   "-!dan!user@*") &&
		puppet_hears(&test.cem, "ok names tea 4"),
	    "of several roles all");
	TAP_OK(puppet_ask(&test.dan, "names tea", "names tea ann bob cem dan"),
	    "in short without");
	puppet_say(&test.ann, "mode tea -v ann");
	puppet_say(&test.ann, "mode tea -v bob");
	hear_all();
}

static void
modes_are_told(void)
{
	TAP_OK(puppet_ask(&test.ann, "mode tea +t", "mode * tea " ANN " +t") &&
		puppet_hears(&test.ann, "ok mode tea +t") &&
		puppet_hears(&test.cem, "mode * tea " ANN " +t") &&
		hear_nothing(),
	    "a change, in full before its answer");
	TAP_OK(puppet_ask(
		   &test.ann, "mode tea +v DAN", "mode * tea " ANN " +v dan") &&
		puppet_hears(&test.ann, "ok mode tea +v dan") &&
		puppet_hears(&test.cem, "mode * tea " ANN " +v dan") &&
		hear_nothing(),
	    "with a word");
	TAP_OK(
	    puppet_ask(&test.bob, "mode rice +b x", "ok mode rice +b x!*@*") &&
		puppet_hears(&test.cem, "mode * rice " BOB " +b x!*@*") &&
		hear_nothing(),
	    "in short it is answered");
	TAP_OK(
	    puppet_ask(&test.ann, "mode tea +smt", "mode * tea " ANN " +ms") &&
		puppet_hears(&test.ann, "ok mode tea +ms") &&
		puppet_hears(&test.cem, "mode * tea " ANN " +ms") &&
		puppet_ask(
		    &test.ann, "mode tea -ms", "mode * tea " ANN " -ms") &&
		puppet_hears(&test.ann, "ok mode tea -ms") &&
		puppet_hears(&test.cem, "mode * tea " ANN " -ms") &&
		hear_nothing(),
	    "of several flags those that change, at once");
	TAP_OK(puppet_ask(&test.ann, "mode tea +t", "ok mode tea") &&
		hear_nothing(),
	    "what has no effect is answered, and not told");
	TAP_OK(puppet_ask(&test.ann, "mode tea -k x",
		   "err mode bad-command -k takes no argument") &&
		puppet_ask(&test.ann, "mode tea +k",
		    "err mode bad-command +k needs an argument") &&
		hear_nothing(),
	    "a missing word and one too many are named");
}

static void
invitations_are_told(void)
{
	TAP_OK(puppet_ask(&test.bob, "invite rice out", "ok invite rice out") &&
		puppet_hears(&test.out, "invite * rice " BOB " out") &&
		puppet_hears(&test.cem, "invite * rice " BOB " out") &&
		hear_nothing(),
	    "to who is invited, and in full to members");
	TAP_OK(puppet_ask(
		   &test.ann, "invite tea out", "invite * tea " ANN " out") &&
		puppet_hears(&test.ann, "ok invite tea out") &&
		puppet_hears(&test.out, "invite * tea " ANN " out") &&
		puppet_hears(&test.cem, "invite * tea " ANN " out") &&
		hear_nothing(),
	    "then it is answered");
	TAP_OK(puppet_ask(&test.out, "invite other dan",
		   "invite * other out!user@*!*!- dan") &&
		puppet_hears(&test.out, "ok invite other dan") &&
		puppet_hears(&test.dan, "invite * other out dan") &&
		hear_nothing(),
	    "in short with the name of who invites");
}

static void
audiences_are_told(void)
{
	TAP_OK(puppet_ask(&test.dan, "send o:TEA hi", "msg * tea dan hi") &&
		puppet_hears(&test.ann, "msg * o:TEA dan!user@*!*!- hi") &&
		hear_nothing(),
	    "operators: in full it is said that it is for them");
	TAP_OK(puppet_ask(&test.cem, "send v:tea hi",
		   "msg * v:tea cem!user@*!*!- hi") &&
		puppet_hears(&test.ann, "msg * v:tea cem!user@*!*!- hi") &&
		puppet_hears(&test.dan, "msg * tea cem hi") && hear_nothing(),
	    "and those who are voiced");
	TAP_OK(puppet_ask(&test.dan, "note o:tea hi", "msg * tea dan hi") &&
		puppet_hears(&test.ann, "note * o:tea dan!user@*!*!- hi") &&
		hear_nothing(),
	    "with a note as well");
	TAP_OK(puppet_ask(&test.dan, "signal o:tea", "ok signal *") &&
		puppet_hears(&test.ann, "signal * o:tea dan!user@*!*!-") &&
		hear_nothing(),
	    "and a signal");
	puppet_say(&test.ann, "mode tea +m");
	hear_all();
	TAP_OK(puppet_ask(&test.bob, "note tea hi", "err note muted ...") &&
		puppet_ask(&test.bob, "signal tea", "err signal muted ...") &&
		puppet_ask(&test.bob, "signal o:tea", "err signal muted ...") &&
		hear_nothing(),
	    "who may not speak there may do neither");
	puppet_say(&test.ann, "mode tea -m");
	hear_all();
}

static void
kicks_are_told(void)
{
	TAP_OK(puppet_ask(&test.bob, "kick rice dan go  away",
		   "kick * rice bob dan go  away") &&
		puppet_hears(&test.bob, "leave * rice dan go  away") &&
		puppet_hears(&test.bob, "ok kick rice dan") &&
		puppet_hears(&test.dan, "kick * rice bob dan go  away") &&
		puppet_hears(&test.dan, "leave * rice dan go  away") &&
		puppet_hears(&test.cem, "kick * rice " BOB " dan go  away") &&
		hear_nothing(),
	    "by whom, in short as a leave behind that, then an answer");
	TAP_OK(
	    puppet_ask(&test.ann, "kick tea cem", "kick * tea " ANN " cem") &&
		puppet_hears(&test.cem, "kick * tea " ANN " cem") &&
		puppet_hears(&test.bob, "kick * tea ann cem") &&
		puppet_hears(&test.bob, "leave * tea cem") &&
		puppet_hears(&test.dan, "kick * tea ann cem") &&
		puppet_hears(&test.dan, "leave * tea cem") && hear_nothing(),
	    "in full the event is the answer");
	puppet_say(&test.ann, "send tea hi");
	TAP_OK(puppet_hears(&test.ann, "msg * tea " ANN " hi") &&
		puppet_hears(&test.bob, "msg * tea ann hi") &&
		puppet_hears(&test.dan, "msg * tea ann hi") && hear_nothing(),
	    "who was kicked hears no more");
}

int
main(void)
{
	stage_begin(options);
	begin();
	names_have_roles();
	modes_are_told();
	invitations_are_told();
	audiences_are_told();
	kicks_are_told();
	end();
	return tap_done();
}
