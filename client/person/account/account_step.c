/* The steps of a person's account: see account_step.h. */
#include "person/account/account_step.h"

#include <stdio.h>

#include "person/chat_state.h"
#include "shared/crypto/secret.h"

bool
account_asks_person(enum account_step step)
{
	return step == ACCOUNT_ASKS_SECRET || step == ACCOUNT_ASKS_NEW ||
	    step == ACCOUNT_ASKS_AGAIN || step == ACCOUNT_ASKS_COMMAND ||
	    step == ACCOUNT_OFFERS;
}

void
account_to_step(struct chat *chat, enum account_step step)
{
	chat->account_state.step = step;
	chat->account_state.said = false;
	if (step == ACCOUNT_IDLE)
		secret_wipe(&chat->account_state.typed,
		    sizeof(chat->account_state.typed));
}

void
account_ask(struct chat *chat, enum account_step step, const char *before,
    const char *behind)
{
	struct console *console = chat->console;

	if (!typing_is_free(&console->typing)) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("another question is open; try again"));
		account_to_step(chat, ACCOUNT_IDLE);
		return;
	}
	account_to_step(chat, step);
	console->swallows = false;
	(void)snprintf(console->question, sizeof(console->question), "%s%s%s",
	    before, chat->account_state.typed.name, behind); /* it fits */
	typing_ask(&console->typing, step != ACCOUNT_OFFERS);
}

void
account_begin_login(struct chat *chat)
{
	const struct account_secret *typed = &chat->account_state.typed;

	account_to_step(chat, ACCOUNT_LOGS_IN);
	login_begin(&chat->login, typed->name, typed->secret);
}

void
account_use_typed(struct chat *chat)
{
	struct account_state *state = &chat->account_state;

	state->used = state->typed;
	secret_wipe(state->typed.secret, sizeof(state->typed.secret));
	chat->options.account = state->used.name;
	chat->options.secret = state->used.secret;
}
