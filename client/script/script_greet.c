/* Password, name and groups, sent to the server: see script_state.h. */
#include "net/rejoin.h"
#include "script/script.h"
#include "script/script_state.h"
#include "session/identity.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

/* Returns the name to ask for now; a made-up one is in room. */
static struct str
wanted_name(const struct script *script, char room[LIMIT_NAME])
{
	const struct script_options *options = &script->options;

	if (script->away.name[0] != '\0')
		return str_from(script->away.name);
	if (options->name_exact)
		return str_from(options->name);
	return identity_name(options->name, script->attempt, room);
}

void
script_say_name(struct script *script)
{
	char room[LIMIT_NAME];

	SESSION_SAY_ITSELF(&script->session, VERB_NAME, STR("name"),
	    wanted_name(script, room));
}

/* Sends what comes after the login. */
static void
introduce_ourselves(struct script *script)
{
	const struct script_options *options = &script->options;

	/* An older server refuses this; events then come in short form. */
	if (options->full)
		SESSION_SAY_ITSELF(
		    &script->session, VERB_WANT, STR("want"), STR("full"));
	script_say_name(script);
}

void
script_greet(struct script *script)
{
	const struct script_options *options = &script->options;

	if (options->password != NULL)
		SESSION_SAY_ITSELF(&script->session, VERB_PASS, STR("pass"),
		    str_from(options->password));
	if (options->account == NULL) {
		introduce_ourselves(script);
		return;
	}
	login_begin(&script->login, options->account, options->secret);
	login_go_on(&script->login, &script->session);
}

/*
 * Returns whether another name will do. A made-up name is as good as the next;
 * for a chosen one we wait until it is free.
 */
static bool
can_have_other(struct script *script)
{
	const struct str name = str_from(script->away.name);
	char room[LIMIT_NAME];

	return !script->options.name_exact &&
	    (name.len == 0 ||
		str_eq(name,
		    identity_name(
			script->options.name, script->attempt, room)));
}

/*
 * Handles a taken name. Returns true if that name, or another one, can still be
 * had.
 */
static bool
heed_taken_name(struct script *script)
{
	struct script_away *away = &script->away;

	if (can_have_other(script)) {
		away->name[0] = '\0';
		script->attempt++;
		script_say_name(script);
		return true;
	}
	if (away->patience == 0)
		away->patience = clock_mono() + REJOIN_PATIENCE;
	return clock_mono() < away->patience &&
	    script_put_off(script, "the name %s is still taken", away->name);
}

static bool
has_code(const struct command *err, enum code code)
{
	return str_eq(err->arg[1], code_word(code));
}

static void
fail_name(struct script *script, const char *why)
{
	char room[LIMIT_NAME];
	const struct str name = wanted_name(script, room);

	script_fail(script, EX_NOPERM, "name %.*s refused: %s", (int)name.len,
	    name.at, why);
}

/* Handles the refusal of the password, the login or the name. */
static bool
heed_refusal(struct script *script, const struct command *err)
{
	const struct str verb = err->arg[0];
	char why[SCRIPT_MESSAGE / 2];

	(void)render_string(why, sizeof(why), &err->arg[2], 1);
	if (str_eq(verb, STR("pass")))
		script_fail(script, EX_NOPERM, "password refused: %s", why);
	else if (has_code(err, CODE_NAME_TAKEN) && heed_taken_name(script))
		return true;
	else
		fail_name(script, why);
	return false;
}

void
script_say_join(struct script *script)
{
	struct session *session = &script->session;

	if (*script->groups == NULL || session_name(session).len == 0 ||
	    script->away.until != 0 || !session_ready(session))
		return;
	script->joining = *script->groups++;
	SESSION_SAY(session, VERB_JOIN, STR("join"), str_from(script->joining));
}

/* Handles the refusal of a group that we asked to join. */
static bool
heed_no_join(struct script *script, const struct command *err)
{
	const struct str group = rejoin_group(script->joining);
	char why[SCRIPT_MESSAGE / 2];

	script->joining = NULL;
	if (has_code(err, CODE_SLOW_DOWN) &&
	    script_put_off(
		script, "cannot join %.*s yet", (int)group.len, group.at)) {
		script->groups--; /* the last one */
		return true;
	}
	script_fail(script, EX_NOPERM, "cannot join %.*s: %s", (int)group.len,
	    group.at, render_string(why, sizeof(why), &err->arg[2], 1));
	return false;
}

bool
script_heed_greeting(struct script *script, const struct command *line)
{
	const struct str me = session_name(&script->session);

	if (line->rule->verb == VERB_JOIN && script->joining != NULL &&
	    str_caseeq(line->arg[1], str_from(script->joining)) &&
	    str_caseeq(grammar_actor(line), me))
		script->joining = NULL;
	if (line->rule->verb != VERB_ERR)
		return false;
	if (script->joining != NULL && str_eq(line->arg[0], STR("join")))
		return heed_no_join(script, line);
	if (me.len == 0 &&
	    (str_eq(line->arg[0], STR("name")) ||
		str_eq(line->arg[0], STR("pass"))))
		return heed_refusal(script, line);
	return false;
}

bool
script_heed_login(struct script *script, enum login_heard heard)
{
	const struct login *login = &script->login;

	switch (heard) {
	case LOGIN_OTHER:
		return false;
	case LOGIN_GOES_ON:
		login_go_on(&script->login, &script->session);
		return true;
	case LOGIN_DONE:
		introduce_ourselves(script);
		return true;
	case LOGIN_REFUSED:
	case LOGIN_FORGED:
	case LOGIN_BUSY:
		script_fail(script,
		    heard == LOGIN_BUSY ? EX_TEMPFAIL : EX_NOPERM,
		    "cannot log in as %s: %s", script->options.account,
		    login->why);
	}
	return true;
}
