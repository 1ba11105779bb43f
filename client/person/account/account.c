/* A person's account: see account.h. */
#include "person/account/account.h"

#include <stdio.h>
#include <stdlib.h>

#include "person/account/account_step.h"
#include "person/account/fetching.h"
#include "person/account/keeping.h"
#include "person/chat_state.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/names.h"

#define MISTAKE(chat, ...) CHAT_TELL(chat, REMARK_MISTAKE, __VA_ARGS__)

/* The server's words for a name that only its owner can have. */
#define RESERVED STR("name reserved for the owner of account ")

/* Copies the text, which fits, as a C string. */
static void
copy(char *room, struct str text)
{
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
}

/* Takes a secret; tells the person and returns false if it cannot be one. */
static bool
take_secret(struct chat *chat, struct str secret)
{
	if (text_check(secret, LIMIT_SECRET) != CODE_OK) {
		MISTAKE(chat,
		    STR("a secret has 1 to 1000 bytes and no control "
			"characters"));
		account_to_step(chat, ACCOUNT_IDLE);
		return false;
	}
	copy(chat->account_state.typed.secret, secret);
	return true;
}

/* Returns whether a command waits for the server; if so, tells the person. */
static bool
is_busy(struct chat *chat)
{
	const enum account_step step = chat->account_state.step;

	if (step == ACCOUNT_IDLE || step == ACCOUNT_WILL_OFFER)
		return false;
	MISTAKE(chat, STR("wait for the answer to /login or /register"));
	return true;
}

void
account_login(struct chat *chat, struct str rest)
{
	const struct str name = str_word(&rest);

	if (is_busy(chat))
		return;
	if (name_check(name) != CODE_OK) {
		MISTAKE(chat, STR("usage: /login NAME; NAME is an account"));
		return;
	}
	if (rest.at == NULL && fetching_begin_typed(chat, name))
		return;
	copy(chat->account_state.typed.name, name);
	if (rest.at == NULL)
		account_ask(chat, ACCOUNT_ASKS_SECRET, "secret for ", ": ");
	else if (take_secret(chat, rest))
		account_begin_login(chat);
}

bool
account_may_say(struct chat *chat, struct str word)
{
	if (login_may_send_secret(&chat->session))
		return true;
	MISTAKE(chat, STR("not sent: /"), word,
	    STR(" would show the secret to the network; it needs a server on "
		"this machine"));
	return false;
}

/* Carries out a command "VERB NAME [SECRET]". */
static void
begin_command(
    struct chat *chat, enum verb verb, struct str word, struct str rest)
{
	const struct str name = str_word(&rest);

	if (is_busy(chat) || !account_may_say(chat, word))
		return;
	if (name_check(name) != CODE_OK) {
		MISTAKE(chat, STR("usage: /"), word,
		    STR(" NAME; NAME is an account"));
		return;
	}
	copy(chat->account_state.typed.name, name);
	chat->account_state.verb = verb;
	chat->account_state.word = word;
	if (rest.at == NULL)
		account_ask(chat, ACCOUNT_ASKS_COMMAND, "secret for ", ": ");
	else if (take_secret(chat, rest))
		account_to_step(chat, ACCOUNT_COMMANDS);
}

void
account_oper(struct chat *chat, struct str rest)
{
	begin_command(chat, VERB_OPER, STR("oper"), rest);
}

void
account_enroll(struct chat *chat, struct str rest)
{
	begin_command(chat, VERB_ENROLL, STR("enroll"), rest);
}

/* Sends that command. */
static void
say_command(struct chat *chat)
{
	const struct account_state *state = &chat->account_state;

	if (account_may_say(chat, state->word))
		SESSION_SAY(&chat->session, state->verb, state->word,
		    str_from(state->typed.name), str_from(state->typed.secret));
	account_to_step(chat, ACCOUNT_IDLE);
}

static void
register_group(struct chat *chat, struct str group)
{
	if (!chat->account_state.logged_in)
		MISTAKE(chat,
		    STR("a group is registered for an account; first type "
			"/login NAME, or /register to create one"));
	else if (group_check(group) != CODE_OK)
		MISTAKE(chat, STR("usage: /register #G; G is a group"));
	else if (!world_has(&chat->session.joined, group))
		MISTAKE(chat, STR("join #"), group, STR(" first"));
	else
		SESSION_SAY(
		    &chat->session, VERB_REGISTER, STR("register"), group);
}

void
account_register(struct chat *chat, struct str rest)
{
	const struct str name = session_name(&chat->session);

	if (is_busy(chat))
		return;
	if (rest.len > 1 && rest.at[0] == '#')
		register_group(
		    chat, (struct str) { rest.at + 1, rest.len - 1 });
	else if (rest.len > 0)
		MISTAKE(chat,
		    STR("type /register alone to create an account: it asks "
			"for the secret; /register #G registers group G"));
	else if (chat->account_state.logged_in)
		MISTAKE(chat,
		    STR("you are logged in; /register #G registers group G"));
	else if (name.len == 0)
		MISTAKE(chat,
		    STR("the account gets your name; type your name first, "
			"then /register"));
	else {
		copy(chat->account_state.typed.name, name);
		account_ask(chat, ACCOUNT_ASKS_NEW,
		    "secret for the new account ", ": ");
	}
}

bool
account_say(struct chat *chat)
{
	struct account_state *state = &chat->account_state;
	struct session *session = &chat->session;

	if (state->said)
		return false;
	state->said = true;
	if (state->step == ACCOUNT_ASKS_SERVER)
		SESSION_SAY_ITSELF(session, VERB_CAN, STR("can"));
	else if (state->step == ACCOUNT_REGISTERS)
		SESSION_SAY_ITSELF(session, VERB_REGISTER, STR("register"),
		    str_from(state->typed.secret));
	else if (state->step == ACCOUNT_COMMANDS)
		say_command(chat);
	else
		return false;
	return true;
}

void
account_settled(struct chat *chat)
{
	if (chat->account_state.step != ACCOUNT_WILL_OFFER ||
	    session_name(&chat->session).len == 0)
		return;
	if (!typing_is_free(&chat->console->typing) || !keeping_begins(chat)) {
		account_to_step(chat, ACCOUNT_IDLE);
		return;
	}
	account_ask(chat, ACCOUNT_OFFERS, "keep account ",
	    " and its secret in your configuration? (y/n) ");
}

/* Notes that we are logged in as typed; reconnecting does the same. */
static void
use_typed(struct chat *chat)
{
	account_use_typed(chat);
	chat->account_state.logged_in = true;
}

/* Finishes a login that was typed: the account names a client without a name.
 */
static void
finish_login(struct chat *chat)
{
	const struct str name = session_name(&chat->session);
	const struct str account = str_from(chat->account_state.typed.name);

	use_typed(chat);
	if (name.len == 0) {
		if (chat->name == NULL)
			chat->name = chat->account_state.used.name;
		CHAT_REMARK(chat, STR("logged in as "), account);
	} else if (str_caseeq(name, account))
		CHAT_REMARK(chat, STR("logged in as "), account);
	else
		CHAT_REMARK(chat, STR("logged in as "), account,
		    STR("; /nick "), account, STR(" takes the name"));
	account_to_step(chat, ACCOUNT_WILL_OFFER);
}

static void
tell_refusal(struct chat *chat)
{
	MISTAKE(chat, STR("cannot log in as "), str_from(chat->login.account),
	    STR(": "), str_from(chat->login.why));
}

/* Shows a filter what it would see of the command "login", and ends it. */
static void
end_filter(struct chat *chat, const struct command *line)
{
	const struct manner manner = chat_manner(chat, NULL);
	struct command shown = *line;

	shown.arg[0] = STR("login");
	if (line->rule->verb == VERB_ERR)
		chat->console->ui->hear(chat, &shown, true, &manner);
	chat_fail(chat, EX_NOPERM, "login refused: %s", chat->login.why);
}

void
account_heard(
    struct chat *chat, enum login_heard heard, const struct command *line)
{
	const bool typed = chat->account_state.step == ACCOUNT_LOGS_IN;

	switch (heard) {
	case LOGIN_OTHER:
	case LOGIN_GOES_ON:
		return;
	case LOGIN_DONE:
		chat->account_state.logged_in = true;
		chat_past_hear(chat, line); /* our talks have a past now */
		if (typed)
			finish_login(chat);
		return;
	case LOGIN_REFUSED:
	case LOGIN_BUSY:
		if (chat->options.person)
			tell_refusal(chat);
		else
			end_filter(chat, line);
		fetching_refused(chat);
		break;
	case LOGIN_FORGED:
		chat_fail(chat, EX_NOPERM, "cannot log in as %s: %s",
		    chat->login.account, chat->login.why);
	}
	account_to_step(chat, ACCOUNT_IDLE);
}

/* Takes the answer to our "can". */
static void
take_offers(struct chat *chat, const struct command *line)
{
	if (line->rule->verb == VERB_OK && line->count > 1 &&
	    login_offers(line->arg[1], STR("register")) &&
	    login_may_send_secret(&chat->session)) {
		account_to_step(chat, ACCOUNT_REGISTERS);
		chat->account_state.passes =
		    login_offers(line->arg[1], STR("volatile"));
		return;
	}
	MISTAKE(chat,
	    STR("this server creates no accounts from here; ask its operator "
		"for one"));
	account_to_step(chat, ACCOUNT_IDLE);
}

/* Takes the answer to our "register". */
static void
take_registered(struct chat *chat, const struct command *line)
{
	if (line->rule->verb == VERB_ERR) {
		MISTAKE(chat, STR("no account created: "), line->arg[2]);
		account_to_step(chat, ACCOUNT_IDLE);
		return;
	}
	use_typed(chat);
	CHAT_REMARK(chat, STR("created account "),
	    str_from(chat->account_state.used.name),
	    STR("; you are logged in"));
	if (chat->account_state.passes)
		CHAT_REMARK(chat,
		    STR("this server keeps no accounts: yours lasts until the "
			"server ends"));
	account_to_step(chat, ACCOUNT_WILL_OFFER);
}

/* Notes what other commands, of the person's, have made of our account. */
static void
note_account(struct chat *chat, const struct command *line)
{
	const struct str verb = line->arg[0];

	/* An event about our own account says that it was removed. */
	if (line->rule->verb == VERB_ACCOUNT &&
	    str_caseeq(grammar_actor(line), session_name(&chat->session))) {
		chat->account_state.logged_in = false;
		MISTAKE(chat, STR("your account was removed from the server"));
	}
	if (line->rule->verb != VERB_OK)
		return;
	if (str_eq(verb, STR("logout")))
		chat->account_state.logged_in = false;
	else if (str_eq(verb, STR("login")) || str_eq(verb, STR("register")) ||
	    (str_eq(verb, STR("prove")) && line->count > 1 &&
		line->arg[1].at[0] != '+' && line->arg[1].at[0] != '-'))
		chat->account_state.logged_in = true;
}

/* Tells which group is registered now; false if the line is no such answer. */
static bool
tell_group(struct chat *chat, const struct command *line)
{
	if (line->rule->verb != VERB_OK || line->count < 2 ||
	    !session_awaits(&chat->session, VERB_REGISTER, false))
		return false;
	CHAT_REMARK(
	    chat, STR("registered #"), line->arg[1], STR(" for your account"));
	return true;
}

bool
account_note(struct chat *chat, const struct command *line)
{
	const struct account_state *state = &chat->account_state;
	const bool answers =
	    line->rule->verb == VERB_OK || line->rule->verb == VERB_ERR;
	const struct session *session = &chat->session;

	note_account(chat, line);
	if (tell_group(chat, line))
		return true;
	if (!answers || !state->said)
		return false;
	if (state->step == ACCOUNT_ASKS_SERVER &&
	    session_awaits(session, VERB_CAN, true))
		take_offers(chat, line);
	else if (state->step == ACCOUNT_REGISTERS &&
	    session_awaits(session, VERB_REGISTER, true))
		take_registered(chat, line);
	else
		return false;
	return true;
}

void
account_remedy(struct chat *chat, const struct command *line)
{
	struct str account;

	if (line->rule->verb != VERB_ERR ||
	    !str_eq(line->arg[0], STR("name")) ||
	    !str_begins(line->arg[2], RESERVED))
		return;
	account = line->arg[2];
	str_drop(&account, RESERVED.len);
	if (name_check(account) == CODE_OK)
		CHAT_REMARK(chat, STR("if that is you, type /login "), account);
}

void
account_lost(struct chat *chat)
{
	struct typing *typing = &chat->console->typing;

	/* The rest of a secret must not become a line: its Enter ends it. */
	if (account_asks_person(chat->account_state.step) &&
	    typing->state == TYPING_ASKS_ANSWER && !typing->answer.hidden) {
		typing_forget(&chat->console->typing);
		answer_begin(&chat->console->typing.answer, false);
	}
	chat->account_state.logged_in = false;
	fetching_stop(chat);
	account_to_step(chat, ACCOUNT_IDLE);
}

/* Takes the first secret of a new account. */
static void
take_new_secret(struct chat *chat, struct str secret)
{
	if (!take_secret(chat, secret))
		return;
	if (str_strip(secret).len < secret.len) {
		MISTAKE(
		    chat, STR("a secret must not begin or end with a space"));
		account_to_step(chat, ACCOUNT_IDLE);
		return;
	}
	account_ask(
	    chat, ACCOUNT_ASKS_AGAIN, "the same secret for ", " again: ");
}

static void
take_second(struct chat *chat, struct str secret)
{
	if (str_eq(secret, str_from(chat->account_state.typed.secret))) {
		account_to_step(chat, ACCOUNT_ASKS_SERVER);
		return;
	}
	MISTAKE(chat, STR("the secrets differ; no account created"));
	account_to_step(chat, ACCOUNT_IDLE);
}

/* Returns the chat that asks; null if none does. */
static struct chat *
asking(struct console *console)
{
	struct chat *chat = console->chat;

	return account_asks_person(chat->account_state.step) ? chat : NULL;
}

/* Takes the answer to our offer; false if it is an ordinary line. */
static bool
take_choice(struct chat *chat, struct str text)
{
	if (str_eq(text, STR("y")))
		keeping_keep(chat);
	account_to_step(chat, ACCOUNT_IDLE);
	return str_eq(text, STR("y")) || str_eq(text, STR("n"));
}

void
account_swallow(struct console *console)
{
	(void)snprintf(console->question, sizeof(console->question), "%s",
	    "no secret was asked for; press Enter to continue: ");
	console->swallows = true;
	typing_ask(&console->typing, true);
}

bool
account_answered(struct console *console)
{
	const struct str text = answer_text(&console->typing.answer);
	struct chat *chat = asking(console);

	if (console->swallows) {
		console->swallows = false;
		if (text.len > 0)
			account_swallow(console);
		return true;
	}
	if (chat == NULL)
		return true;
	switch (chat->account_state.step) {
	case ACCOUNT_ASKS_SECRET:
		if (take_secret(chat, text))
			account_begin_login(chat);
		return true;
	case ACCOUNT_ASKS_COMMAND:
		if (take_secret(chat, text))
			account_to_step(chat, ACCOUNT_COMMANDS);
		return true;
	case ACCOUNT_ASKS_NEW:
		take_new_secret(chat, text);
		return true;
	case ACCOUNT_ASKS_AGAIN:
		take_second(chat, text);
		return true;
	default:
		return take_choice(chat, text);
	}
}

void
account_cancelled(struct console *console)
{
	struct chat *chat = asking(console);

	if (console->swallows)
		console->swallows = false;
	else if (chat != NULL)
		account_to_step(chat, ACCOUNT_IDLE);
}
