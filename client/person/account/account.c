/* The account of a chat: see account.h. */
#include "person/account/account.h"

#include "person/chat_state.h"
#include "shared/die.h"

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

static void
tell_refusal(struct chat *chat)
{
	CHAT_TELL(chat, REMARK_MISTAKE, STR("cannot log in as "),
	    str_from(chat->login.account), STR(": "),
	    str_from(chat->login.why));
}

void
account_heard(
    struct chat *chat, enum login_heard heard, const struct command *line)
{
	switch (heard) {
	case LOGIN_OTHER:
	case LOGIN_GOES_ON:
		break;
	case LOGIN_DONE:
		chat_past_hear(chat, line); /* our talks have a past now */
		break;
	case LOGIN_REFUSED:
	case LOGIN_BUSY:
		if (chat->options.person)
			tell_refusal(chat);
		else
			end_filter(chat, line);
		break;
	case LOGIN_FORGED:
		chat_fail(chat, EX_NOPERM, "cannot log in as %s: %s",
		    chat->login.account, chat->login.why);
	}
}
