/* Fetching the secret of an account: see fetching.h. */
#include "person/account/fetching.h"

#include "person/account/account_step.h"
#include "person/chat_state.h"
#include "shared/crypto/secret.h"

/* The time after which the person is told what we wait for. */
#define QUIET_TIME SEC

/* Shows what the command has written to standard error. */
static void
hear(struct chat *chat)
{
	struct program *said = &chat->account_state.command.program;
	struct str line;

	while (chat_has_room(chat) && program_line(said, &line))
		if (line.len > 0)
			CHAT_TELL(chat, REMARK_APART, STR(SECRET_WHO ": "),
			    str_strip(line));
}

/* Asks the person in place of the command, and tells why. */
static void
ask_instead(struct chat *chat, const char *why)
{
	CHAT_TELL(chat, REMARK_MISTAKE, STR(SECRET_WHO ": "), str_from(why));
	chat->account = NULL;
	if (typing_is_free(&chat->console->typing)) {
		account_ask(chat, ACCOUNT_ASKS_SECRET, "secret for ", ": ");
		return;
	}
	CHAT_REMARK(chat, STR("to type the secret, type /login "),
	    str_from(chat->account_state.typed.name));
	account_to_step(chat, ACCOUNT_IDLE);
}

static void
begin(struct chat *chat, const char *account, const char *line)
{
	struct account_state *state = &chat->account_state;

	memcpy(state->typed.name, account, strlen(account) + 1);
	account_to_step(chat, ACCOUNT_FETCHES);
	state->told = clock_mono() + QUIET_TIME;
	if (!secret_command_begin(
		&state->command, line, chat->options.settings->timeout, true))
		ask_instead(chat, state->command.why);
}

bool
fetching_begin(struct chat *chat)
{
	const char *line = chat->options.server->secret_command;

	if (chat->options.secret != NULL || line == NULL) {
		login_begin(&chat->login, chat->account, chat->options.secret);
		chat->account = NULL;
		return true;
	}
	chat->account_state.held = true;
	begin(chat, chat->account, line);
	return false;
}

bool
fetching_begin_typed(struct chat *chat, struct str account)
{
	const struct settings_server *server = chat->options.server;

	if (server->secret_command == NULL || server->account == NULL ||
	    !str_caseeq(account, str_from(server->account)))
		return false;
	begin(chat, server->account, server->secret_command);
	return true;
}

bool
fetching_holds(const struct chat *chat)
{
	const struct account_state *state = &chat->account_state;

	return state->held &&
	    (state->step == ACCOUNT_FETCHES ||
		state->step == ACCOUNT_ASKS_SECRET);
}

bool
fetching_held(const struct chat *chat)
{
	return chat->account_state.held && !fetching_holds(chat);
}

/* Logs in with the secret that the command has printed. */
static void
use(struct chat *chat)
{
	struct account_state *state = &chat->account_state;

	memcpy(state->typed.secret, state->command.text,
	    sizeof(state->typed.secret));
	if (!state->held) {
		account_begin_login(chat);
		return;
	}
	account_use_typed(chat);
	account_to_step(chat, ACCOUNT_IDLE);
	chat->account = NULL;
	login_begin(&chat->login, state->used.name, state->used.secret);
}

/* Returns the time until the command is to be looked at again. */
static usec
next_look(struct chat *chat)
{
	struct account_state *state = &chat->account_state;
	const usec now = clock_mono();

	if (state->told != 0 && now >= state->told) {
		CHAT_REMARK(
		    chat, STR("waiting for " SECRET_WHO "; Ctrl-C ends it"));
		state->told = 0;
	}
	return state->command.look > now ? state->command.look - now : 1;
}

usec
fetching_turn(struct chat *chat)
{
	struct secret_command *command = &chat->account_state.command;
	enum secret_result result;

	hear(chat);
	if (!secret_command_runs(command))
		return 0;
	result = secret_command_read(command);
	hear(chat);
	if (result == SECRET_WAITS)
		return next_look(chat);
	if (result == SECRET_READ)
		use(chat);
	else
		ask_instead(chat, command->why);
	secret_wipe(command->text, sizeof(command->text));
	return 0;
}

int
fetching_output(const struct chat *chat)
{
	const struct secret_command *command = &chat->account_state.command;

	return secret_command_runs(command) ? command->out : -1;
}

int
fetching_errors(const struct chat *chat)
{
	return program_fd(&chat->account_state.command.program);
}

bool
fetching_interrupt(struct chat *chat)
{
	if (!secret_command_runs(&chat->account_state.command))
		return false;
	fetching_stop(chat);
	ask_instead(chat, "ended by Ctrl-C");
	return true;
}

void
fetching_stop(struct chat *chat)
{
	secret_command_forget(&chat->account_state.command);
}

void
fetching_refused(struct chat *chat)
{
	struct account_state *state = &chat->account_state;

	if (chat->options.server->secret_command == NULL ||
	    chat->options.secret != state->used.secret)
		return;
	chat->options.secret = NULL;
	secret_wipe(state->used.secret, sizeof(state->used.secret));
}
