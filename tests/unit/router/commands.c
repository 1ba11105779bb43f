/*
 * server/router/commands: what each verb does and to whom it is told, one
 * answer each; what may be said before a name and before a password; what waits
 * for whom, and what waits for nobody; who pays for a line that was held; and
 * what a helper may say.
 */
#include "server/router/commands.h"

#include <stdio.h>

#include "server/base/log/stats.h"
#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "server/policy/logins.h"
#include "server/policy/password.h"
#include "server/policy/peers.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define LETTERS 3000
static const struct config_option usual[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "5" }, { NULL, NULL } };
static const struct config_option fenced[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "max_per_address", "1" },
	{ "deny", "192.0.2.0/24" }, { NULL, NULL } };
static const struct config_option with_logins[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "peer_names", "yes" }, { NULL, NULL } };

static struct {
	struct puppet ali; /* in tea, as reza */
	struct puppet reza;
	struct puppet modern; /* has a name, and is in no group */
	char last[LIMIT_LINE];
} test;

static struct slot *
slot_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot);
}

static struct client *
client_of(const struct puppet *puppet)
{
	return clients_get(slot_of(puppet)->client);
}

/* As uplink.c does, without the throttle. */
static enum outcome
run(const struct puppet *puppet, const char *line)
{
	return commands_run(puppet->slot, str_from(line), false);
}

static enum outcome
force(const struct puppet *puppet, const char *line)
{
	return commands_run(puppet->slot, str_from(line), true);
}

static void
hear_all(void)
{
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.reza, test.last);
	puppet_hear_all(&test.modern, test.last);
}

static void
enter(struct puppet *puppet, const char *name)
{
	char line[LIMIT_LINE];

	puppet_enter(puppet);
	(void)snprintf(line, sizeof(line), "name %s", name); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_hears(puppet, "ok name *"), "%s is no name", name);
}

static void
begin(void)
{
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.reza, "reza", "tea");
	enter(&test.modern, "modern");
	hear_all();
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	puppet_die(&test.modern);
	sane_check_empty();
	stage_forget_log();
}

/*
 * Ali's command, his reply, and the line that Reza gets: the same line, or
 * none.
 */
static const struct {
	const char *line;
	const char *own;
	bool told;
} dialogue[] = {
	{ "ping", "ok ping", false },
	{ "ping 17", "ok ping 17", false },
	{ "pass x", "ok pass", false },
	{ "topic tea", "ok topic tea -", false },
	{ "topic TEA green, or black", "topic * tea ali green, or black",
	    true },
	{ "topic Tea", "ok topic tea green, or black", false },
	{ "topic tea -", "topic * tea ali -", true },
	{ "topic tea", "ok topic tea -", false },
	{ "send TEA  two  spaces ", "msg * tea ali  two  spaces ", true },
	{ "tell REZA psst", "tell * ali reza psst", true },
	{ "tell ali note to self", "tell * ali ali note to self", false },
	{ "name Ali", "name * ali Ali", true },
	{ "send tea x", "msg * tea Ali x", true },
	{ "name ali", "name * Ali ali", true },
	{ "name Reza", "err name name-taken ...", false },
	{ "name modem",
	    "err name name-taken name looks like one in use: modern", false },
	{ "join Tea", "err join already-member ...", false },
	{ "join Coffee", "join * Coffee ali", false },
	{ "send coffee x", "msg * Coffee ali x", false },
	{ "leave COFFEE", "leave * Coffee ali", false },
	{ "names coffee", "err names no-such-group ...", false },
	{ "leave coffee", "err leave not-member ...", false },
	{ "topic coffee", "err topic not-member ...", false },
	{ "topic coffee x", "err topic not-member ...", false },
	{ "send coffee x", "err send not-member ...", false },
	{ "fault join bad-group", "err join bad-group ...", false },
	{ "leave tea so long", "leave * tea ali so long", true },
	{ "send tea x", "err send not-member ...", false },
	{ "join TEA", "join * tea ali", true },
};

/* The event as everybody gets it, ID and all. */
static bool
hears_the_same(struct puppet *puppet, const char *want)
{
	struct str line;

	return puppet_line(puppet, &line) && str_eq(line, str_from(want));
}

static bool
hears_one(struct puppet *puppet, const char *pattern)
{
	struct str line;

	if (!puppet_line(puppet, &line))
		return false;
	memcpy(test.last, line.at, line.len);
	test.last[line.len] = '\0';
	if (!pattern_matches(pattern, str_from(test.last))) {
		tap_note("it got \"%s\"", test.last);
		return false;
	}
	return puppet_hears_nothing(puppet);
}

static void
does_what_is_said(void)
{
	begin();
	for (size_t i = 0; i < COUNT(dialogue); i++) {
		const bool done =
		    run(&test.ali, dialogue[i].line) == OUTCOME_DONE;
		stage_turn();
		TAP_OK(done && hears_one(&test.ali, dialogue[i].own),
		    "\"%s\" has one answer", dialogue[i].line);
		TAP_OK((!dialogue[i].told ||
			   hears_the_same(&test.reza, test.last)) &&
			puppet_hears_nothing(&test.reza) &&
			puppet_hears_nothing(&test.modern),
		    "and is told to those whom it concerns");
		sane_check();
	}
	end();
}

static void
quits(void)
{
	begin();
	MUST(run(&test.ali, "quit so long") == OUTCOME_DONE, "no end");
	TAP_OK(disconnect_has_begun(slot_of(&test.ali)) &&
		str_eq(clients_name(slot_of(&test.ali)->client), STR("ali")),
	    "who quits is marked, and goes behind the flush");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "bye quit ...") &&
		puppet_is_at_end(&test.ali),
	    "its answer is bye");
	TAP_OK(puppet_hears(&test.reza, "quit * ali Quit: so long") &&
		puppet_hears_nothing(&test.reza) &&
		puppet_hears_nothing(&test.modern),
	    "the text is for those who share a group");
	end();
}

/* Commands that are allowed before a name, or before a password. */
static const struct {
	const char *line;
	bool locked, unnamed;
} early[] = {
	{ "pass x", true, true },
	{ "help", true, true },
	{ "ping", true, true },
	{ "quit", true, true },
	{ "fault - kicked", true, true },
	{ "fault join bad-group", true, true },
	{ "name javad", false, true },
	{ "join tea", false, false },
	{ "leave tea", false, false },
	{ "send tea x", false, false },
	{ "tell ali x", false, false },
	{ "topic tea", false, false },
	{ "names tea", false, false },
	{ "groups", false, false },
};

/* Somebody from an address of its own, for wrong passwords are counted. */
static void
come(struct puppet *puppet, bool locked)
{
	static unsigned count;

	puppet_enter(puppet);
	client_of(puppet)->needs_password = locked;
	(void)snprintf(
	    client_of(puppet)->peer, ADDR_TEXT, "10.0.0.%u:1", ++count % 256);
}

static bool
is_refused(struct puppet *puppet, const char *line)
{
	const enum outcome outcome = run(puppet, line);
	struct str answer;

	stage_turn();
	if (outcome != OUTCOME_DONE || !puppet_line(puppet, &answer))
		return false;
	return pattern_matches("err * not-allowed ...", answer);
}

static void
set_password(const char *name, const char *text)
{
	char path[SCRATCH_PATH];
	struct error why = { 0 };

	if (name != NULL) {
		scratch_path(path, name);
		scratch_write(path, text);
	}
	MUST(password_read(name != NULL ? path : NULL, &why), "%s", why.text);
	password_use();
}

static void
keeps_order_of_states(void)
{
	static struct puppet other;

	begin();
	set_password("password", "sesame\n");
	for (size_t i = 0; i < COUNT(early); i++) {
		come(&other, false);
		TAP_OK(is_refused(&other, early[i].line) == !early[i].unnamed,
		    "before a name: %s", early[i].line);
		puppet_die(&other);
		come(&other, true);
		TAP_OK(is_refused(&other, early[i].line) == !early[i].locked,
		    "before the password: %s", early[i].line);
		puppet_die(&other);
	}
	TAP_OK(!stage_logged("broken: ...") && puppet_hears_nothing(&test.ali),
	    "none of that is a fault of the worker, or told to anybody");
	end();
}

/* Until the answer to a wrong one is due nothing else is looked at. */
static void
puts_wrong_passwords_off(void)
{
	static struct puppet other;

	come(&other, true);
	TAP_NUM(run(&other, "pass open"), OUTCOME_WAIT, "a wrong one waits");
	TAP_OK(stage_logged("refused: 10.0.0.* (wrong password)"), "is logged");
	TAP_NUM(
	    slot_of(&other)->up.not_before, ticks_mono() + SEC, "for its time");
	TAP_NUM(run(&other, "pass open"), OUTCOME_WAIT, "and is not due yet");
	TAP_OK(puppet_hears_nothing(&other) && client_of(&other)->wrong == 0 &&
		!stage_logged("refused: ..."),
	    "to look again is no second try");
	pace_turns(SEC);
	TAP_OK(is_refused(&other, "pass open"), "then it is refused");
	TAP_OK(run(&other, "pass open") == OUTCOME_WAIT &&
		slot_of(&other)->up.not_before == ticks_mono() + 2 * SEC,
	    "the next takes longer");
	pace_turns(2 * SEC);
	TAP_OK(is_refused(&other, "pass open"), "and is the second");
	TAP_NUM(run(&other, "pass sesame"), OUTCOME_DONE, "the right one");
	stage_turn();
	TAP_OK(puppet_hears(&other, "ok pass"), "is answered at once");
	TAP_OK(!is_refused(&other, "name javad"), "then comes the name");
	puppet_die(&other);
	stage_forget_log();
}

/* To hang up and come again is no way round it. */
static void
remembers_wrong_passwords(void)
{
	static struct puppet other;
	char peer[ADDR_TEXT];

	come(&other, true);
	memcpy(peer, client_of(&other)->peer, sizeof(peer));
	MUST(run(&other, "pass open") == OUTCOME_WAIT, "it is not put off");
	puppet_die(&other);
	come(&other, true);
	memcpy(client_of(&other)->peer, peer, sizeof(peer));
	TAP_NUM(run(&other, "pass sesame"), OUTCOME_WAIT,
	    "from that address the right one waits as well");
	TAP_NUM(slot_of(&other)->up.not_before, ticks_mono() + SEC, "as long");
	pace_turns(SEC);
	TAP_OK(run(&other, "pass sesame") == OUTCOME_DONE &&
		client_of(&other)->wrong == 0,
	    "and is then the right one");
	puppet_die(&other);
	stage_forget_log();
}

static void
ends_who_guesses(void)
{
	static struct puppet other;

	come(&other, true);
	for (usec i = 1; i <= 3; i++) {
		MUST(run(&other, "pass open") == OUTCOME_WAIT, "not put off");
		pace_turns(i * SEC);
		MUST(run(&other, "pass open") == OUTCOME_DONE, "not answered");
		TAP_OK(disconnect_has_begun(slot_of(&other)) == (i == 3),
		    "wrong password %u", (unsigned)i);
	}
	puppet_hear_all(&other, test.last);
	TAP_OK(pattern_matches(
		   "bye kicked too many wrong ...", str_from(test.last)),
	    "the third is the last");
	puppet_die(&other);
	set_password(NULL, NULL);
	come(&other, true);
	TAP_OK(!is_refused(&other, "name javad"),
	    "where no password is set nobody needs one");
	puppet_die(&other);
	stage_forget_log();
}

static void
judges_who_is_proxied(void)
{
	static struct puppet other, more;

	stage_configure(fenced);
	puppet_enter(&other);
	client_of(&other)->proxy_pending = true;
	puppet_say(&other, "proxied 192.0.2.7:80");
	TAP_OK(stage_logged("refused: 192.0.2.7:80 (denied)") &&
		puppet_hears(&other, "ERROR :Closing link: connections ...") &&
		puppet_hears(
		    &other, "bye server-full connections from your ..."),
	    "an address that is denied is denied behind a proxy");
	puppet_die(&other);
	puppet_enter(&other);
	puppet_enter(&more);
	client_of(&other)->proxy_pending = true;
	client_of(&more)->proxy_pending = true;
	puppet_say(&other, "proxied 198.51.100.7:80");
	puppet_say(&more, "proxied 198.51.100.7:81");
	TAP_OK(puppet_hears_nothing(&other) &&
		puppet_hears(&more, "ERROR :Closing link: too many ...") &&
		puppet_hears(&more, "bye server-full too many connections ..."),
	    "and counts");
	puppet_die(&other);
	puppet_die(&more);
	puppet_enter(&more);
	client_of(&more)->proxy_pending = true;
	puppet_say(&more, "proxied 198.51.100.7:82");
	TAP_OK(puppet_hears_nothing(&more), "as long as it is there");
	puppet_die(&more);
	stage_configure(usual);
	stage_forget_log();
}

static void
refuses_greetings(void)
{
	static struct puppet other;

	puppet_enter(&other);
	puppet_say(&other, "fault - protocol");
	TAP_OK(puppet_hears(&other, "bye protocol expected a name, as ..."),
	    "who begins with something else is told what was wanted");
	puppet_die(&other);
	stage_forget_log();
}

/* Until more than the mark waits for it. */
static void
fill_own(struct puppet *puppet)
{
	while (!slot_of(puppet)->down.over_mark)
		MUST(run(puppet, "help") == OUTCOME_DONE, "no help");
}

static void
waits_for_who_says_it(void)
{
	static const char *const lines[] = { "ping", "pass x", "help",
		"name other", "join coffee", "send tea x", "tell reza x",
		"topic tea", "topic tea x", "names tea", "groups",
		"fault send bad-text" };
	size_t bytes;

	begin();
	fill_own(&test.ali);
	bytes = slot_of(&test.ali)->down.queue.bytes;
	for (size_t i = 0; i < COUNT(lines); i++) {
		TAP_OK(run(&test.ali, lines[i]) == OUTCOME_WAIT &&
			slot_of(&test.ali)->down.queue.bytes == bytes,
		    "with much unread waits: %s", lines[i]);
	}
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.reza) &&
		groups_find(STR("coffee")) == GROUP_NONE,
	    "and does nothing");
	fill_own(&test.ali);
	bytes = slot_of(&test.ali)->down.queue.bytes;
	TAP_OK(force(&test.ali, "ping") == OUTCOME_DONE &&
		slot_of(&test.ali)->down.queue.bytes > bytes,
	    "what is forced does not wait");
	TAP_NUM(force(&test.ali, "names tea"), OUTCOME_WAIT,
	    "but for a list, which would be long");
	TAP_NUM(force(&test.ali, "groups"), OUTCOME_WAIT, "or another");
	TAP_NUM(run(&test.ali, "leave tea"), OUTCOME_DONE, "who leaves goes");
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "leave * tea ali"), "and is heard");
	puppet_hear_all(&test.ali, test.last);
	TAP_OK(!slot_of(&test.ali)->down.over_mark &&
		run(&test.ali, "ping") == OUTCOME_DONE,
	    "who has read goes on");
	end();
}

static void
never_keeps_who_ends(void)
{
	static const char *const lines[] = { "quit", "quit so long",
		"fault - kicked", "fault - quit" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		begin();
		fill_own(&test.ali);
		TAP_OK(run(&test.ali, lines[i]) == OUTCOME_DONE &&
			disconnect_has_begun(slot_of(&test.ali)),
		    "whatever waits: %s", lines[i]);
		end();
	}
}

/* Ali talks, and reza reads nothing, until tea is congested. */
static void
congest(void)
{
	char line[LIMIT_LINE];

	begin();
	(void)snprintf(line, sizeof(line), "send tea %s", filler(LETTERS));
	while (!slot_of(&test.reza)->down.over_mark) {
		MUST(force(&test.ali, line) == OUTCOME_DONE, "no message");
		puppet_hear_all(&test.ali, test.last);
	}
	sane_check();
}

/* In a group whose other member reads nothing, by one who reads. */
static const struct {
	const char *line;
	enum outcome outcome;
	const char *answer; /* if it is done */
} congested[] = {
	{ "send tea x", OUTCOME_HELD, NULL },
	{ "send TEA x", OUTCOME_HELD, NULL },
	{ "topic tea x", OUTCOME_HELD, NULL },
	{ "name other", OUTCOME_DONE, "err name slow-down ..." },
	{ "away x", OUTCOME_DONE, "ok away" }, /* it is told to nobody */
	{ "topic tea", OUTCOME_DONE, "ok topic tea -" },
	{ "tell reza x", OUTCOME_DONE, "err tell slow-down ..." },
	{ "tell modern x", OUTCOME_DONE, "tell * ali modern x" },
	{ "ping", OUTCOME_DONE, "ok ping" },
	{ "join coffee", OUTCOME_DONE, "join * coffee ali" },
	{ "send coffee x", OUTCOME_DONE, "msg * coffee ali x" },
	{ "send water x", OUTCOME_DONE, "err send not-member ..." },
	{ "fault send bad-text", OUTCOME_DONE, "err send bad-text ..." },
};

static void
holds_for_groups(void)
{
	congest();
	for (size_t i = 0; i < COUNT(congested); i++) {
		const enum outcome outcome = run(&test.ali, congested[i].line);
		stage_turn();
		TAP_OK(outcome == congested[i].outcome &&
			(outcome == OUTCOME_HELD ?
				puppet_hears_nothing(&test.ali) :
				puppet_hears(&test.ali, congested[i].answer)),
		    "in a congested group: %s", congested[i].line);
	}
	TAP_NUM(run(&test.modern, "join tea"), OUTCOME_HELD,
	    "nor does anybody join it");
	TAP_NUM(run(&test.modern, "send tea x"), OUTCOME_DONE,
	    "who is not in it is refused at once");
	TAP_NUM(run(&test.reza, "ping"), OUTCOME_WAIT,
	    "who has not read waits for itself");
	TAP_NUM(force(&test.ali, "send tea forced"), OUTCOME_DONE,
	    "what is forced is said");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali forced"), "and heard");
	slot_of(&test.ali)->up.overdue = true;
	TAP_NUM(run(&test.ali, "send tea x"), OUTCOME_DONE,
	    "one that is overdue is not held");
	stage_turn();
	TAP_OK(
	    puppet_hears(&test.ali, "err send slow-down ..."), "but refused");
	TAP_OK(run(&test.ali, "leave tea") == OUTCOME_DONE &&
		!groups_has(
		    groups_find(STR("tea")), slot_of(&test.ali)->client),
	    "who leaves is never held");
	end();
}

static void
charges_those_who_hold(void)
{
	static const char *const innocent[] = { "ping", "topic tea",
		"tell reza x", "send coffee x", "dance" };

	congest();
	commands_charge(test.ali.slot, STR("send tea x"));
	TAP_OK(!disconnect_has_begun(slot_of(&test.reza)),
	    "nobody pays who has not read for less than hold_time");
	pace_turns(5 * SEC + 1);
	for (size_t i = 0; i < COUNT(innocent); i++) {
		commands_charge(test.ali.slot, str_from(innocent[i]));
		TAP_OK(!disconnect_has_begun(slot_of(&test.reza)),
		    "nobody pays for: %s", innocent[i]);
	}
	commands_charge(test.ali.slot, STR("send tea x"));
	TAP_OK(disconnect_has_begun(slot_of(&test.reza)),
	    "then who holds it pays");
	TAP_OK(
	    !disconnect_has_begun(slot_of(&test.ali)), "and not who says it");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "quit * reza slow-reader"),
	    "as a slow reader");
	end();
}

/* In each row modern, who is in no group, may do one thing and not another. */
static const struct {
	struct config_option limit;
	const char *may, *may_not, *answer;
} limits[] = {
	{ { "max_joined", "1" }, "join tea", "join b",
	    "err join too-many ..." },
	{ { "max_groups", "3" }, "join a", "join b", "err join too-many ..." },
	{ { "max_made", "1" }, "join a", "join b",
	    "err join too-many too many groups created ..." },
	{ { "join_rate", "1" }, "join tea", "join b",
	    "err join slow-down ..." },
	{ { "rename_rate", "1" }, "name a", "name b",
	    "err name slow-down ..." },
};

static void
keeps_limits(void)
{
	for (size_t i = 0; i < COUNT(limits); i++) {
		begin();
		puppet_say(&test.ali, "join coffee");
		stage_configure((const struct config_option[]) {
		    { "max_clients", "10" }, { "hello_time", "0" },
		    limits[i].limit, { NULL, NULL } });
		puppet_say(&test.modern, limits[i].may);
		puppet_hear_all(&test.modern, test.last);
		TAP_OK(!pattern_matches("err ...", str_from(test.last)),
		    "%s %s: %s", limits[i].limit.key, limits[i].limit.value,
		    limits[i].may);
		puppet_say(&test.modern, limits[i].may_not);
		TAP_OK(puppet_hears(&test.modern, limits[i].answer), "not: %s",
		    limits[i].may_not);
		TAP_OK(groups_find(STR("b")) == GROUP_NONE &&
			clients_find(STR("b")) == CLIENT_NONE,
		    "which does nothing");
		stage_configure(usual);
		end();
	}
}

/* Somebody over a UNIX socket, who is that user. */
static void
come_as(struct puppet *puppet, uid_t user)
{
	puppet_enter(puppet);
	MUST(users_enter(&client_of(puppet)->peer_user, user, 0),
	    "no such user");
}

/* Whatever name it asks for; root has a login nearly everywhere. */
static void
gives_logins(void)
{
	static struct puppet one, two;
	const struct str login = logins_name(0);
	struct str line, rest;

	come_as(&one, 0);
	puppet_say(&one, "name javad");
	if (!TAP_OK(puppet_line(&one, &line), "who has a login"))
		return;
	rest = line;
	(void)str_word(&rest);
	(void)str_word(&rest);
	TAP_STR(rest, login, "is called by it");
	puppet_say(&one, "name javad");
	TAP_OK(puppet_hears(&one, "err name not-allowed your name is ..."),
	    "and by nothing else");
	come_as(&two, 0);
	puppet_say(&two, "name javad");
	TAP_OK(
	    puppet_hears(&two, "err name name-taken your login ..."), "once");
	puppet_die(&one);
	puppet_die(&two);
}

static void
keeps_logins_from_others(void)
{
	static struct puppet other;
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "name %.*s", (int)logins_name(0).len,
	    logins_name(0).at); /* fits */
	puppet_enter(&other);
	puppet_say(&other, line);
	TAP_OK(puppet_hears(&other, "err name name-taken name already ..."),
	    "nobody else has a login's name");
	puppet_say(&other, "name no-login");
	TAP_OK(
	    puppet_hears(&other, "ok name no-login"), "but one that is none");
	puppet_die(&other);
	come_as(&other, (uid_t)0x7ffffff0);
	puppet_say(&other, "name no-login");
	TAP_OK(puppet_hears(&other, "err name not-allowed your login ..."),
	    "a user without a login has no name");
	puppet_die(&other);
}

static void
knows_logins(void)
{
	struct error why;

	stage_configure(with_logins);
	MUST(logins_read(&why), "%s", why.text);
	logins_use();
	if (logins_name(0).len > 0) {
		gives_logins();
		keeps_logins_from_others();
	} else {
		tap_note("root has no login here");
	}
	stage_configure(usual);
	stage_forget_log();
}

static uint32_t
add_ghost(uint32_t group)
{
	const uint32_t ghost = clients_new(SLOT_NONE);

	MUST(ghost != CLIENT_NONE && clients_set_name(ghost, STR("ghost")) &&
		groups_enter(group, ghost),
	    "no ghost");
	return ghost;
}

/* A client that no worker serves: nothing goes to it, and it is there. */
static void
knows_who_has_no_slot(void)
{
	static const char *const lines[] = { "send tea x", "topic tea x",
		"tell ghost x", "away x", "away", "names tea" };
	uint32_t ghost, tea;

	congest();
	tea = groups_find(STR("tea"));
	ghost = add_ghost(tea);
	pace_turns(5 * SEC + 1);
	for (size_t i = 0; i < COUNT(lines); i++) {
		MUST(force(&test.ali, lines[i]) == OUTCOME_DONE, "it waits");
		puppet_hear_all(&test.ali, test.last);
		TAP_OK(test.last[0] != '\0' &&
			!pattern_matches("err ...", str_from(test.last)),
		    "with a member who has no slot: %s", lines[i]);
	}
	TAP_STR(str_from(test.last), STR("ok names tea 3"), "who is a member");
	commands_charge(test.ali.slot, STR("send tea x"));
	TAP_OK(
	    disconnect_has_begun(slot_of(&test.reza)), "and is no slow reader");
	groups_leave(tea, ghost);
	clients_drop_name(ghost);
	modules_release(ghost);
	end();
}

static void
answers_helpers(void)
{
	static struct puppet helper;

	begin();
	puppet_help(&helper);
	while (stats_take() != STATS_NONE)
		continue;
	TAP_OK(!stats_are_new() && run(&helper, "ping") == OUTCOME_DONE &&
		stats_are_new(),
	    "a helper's ping shows that the parent is there");
	stage_turn();
	TAP_OK(
	    puppet_hears(&helper, "ok ping") && puppet_hears_nothing(&helper),
	    "and has its answer");
	TAP_OK(!disconnect_has_begun(slot_of(&helper)) && !stage_logged("..."),
	    "of which nobody hears");
	sane_check();
	puppet_die(&helper);
	end();
}

/* Lets helpers of any kind ping, also of one that comes later. */
static void
lets_any_helper_ping(void)
{
	static struct puppet helper;

	begin();
	for (unsigned kind = KIND_RESPONDER; kind != 0; kind <<= 1) {
		puppet_help(&helper);
		slot_of(&helper)->kind = kind;
		TAP_OK(run(&helper, "ping") == OUTCOME_DONE &&
			!disconnect_has_begun(slot_of(&helper)),
		    "helpers of kind %u may ping", kind);
		puppet_die(&helper);
	}
	end();
}

static void
ends_helpers_who_talk(void)
{
	static const char *const lines[] = { "name javad", "pass x", "help",
		"join tea", "leave tea", "send tea x", "tell ali x",
		"topic tea x", "names tea", "groups", "quit", "fault - kicked",
		"fault - protocol", "proxied", "proxied 192.0.2.7:80",
		"ping a b", "ok ping", "dance", "" };
	static struct puppet helper;

	begin();
	for (size_t i = 0; i < COUNT(lines); i++) {
		puppet_help(&helper);
		TAP_OK(run(&helper, lines[i]) == OUTCOME_DONE &&
			disconnect_has_begun(slot_of(&helper)) &&
			stage_logged(
			    "broken: responder sent an invalid command"),
		    "a helper may not say \"%s\"", lines[i]);
		stage_turn();
		TAP_OK(puppet_hears(&helper, "bye protocol ...") &&
			puppet_is_at_end(&helper),
		    "and is ended");
		sane_check();
		puppet_die(&helper);
	}
	TAP_OK(puppet_hears_nothing(&test.ali) &&
		puppet_hears_nothing(&test.reza) &&
		puppet_hears_nothing(&test.modern),
	    "nobody is told of that");
	end();
}

/* A worker takes the words behind those that it knows for something else. */
static void
tells_old_workers_less(void)
{
	static struct puppet puppet;

	puppet_enter(&puppet);
	TAP_OK(puppet_ask(&puppet, "server", "ok server * * * * * *"),
	    "a client gets its own host");
	slots_get(puppet.slot)->grammar = GRAMMAR_OWN_HOST - 1;
	TAP_OK(puppet_ask(&puppet, "server", "ok server * * * * *"),
	    "that of an earlier worker does not");
	puppet_die(&puppet);
	stage_forget_log();
}

int
main(void)
{
	stage_begin(usual);
	tells_old_workers_less();
	does_what_is_said();
	quits();
	keeps_order_of_states();
	puts_wrong_passwords_off();
	remembers_wrong_passwords();
	ends_who_guesses();
	judges_who_is_proxied();
	refuses_greetings();
	waits_for_who_says_it();
	never_keeps_who_ends();
	holds_for_groups();
	charges_those_who_hold();
	keeps_limits();
	knows_logins();
	knows_who_has_no_slot();
	answers_helpers();
	lets_any_helper_ping();
	ends_helpers_who_talk();
	return tap_done();
}
