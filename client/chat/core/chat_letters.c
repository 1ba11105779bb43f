/* Letters are shown, and reported once they are: see chat_state.h. */
#include "chat/core/chat_state.h"
#include "chat/core/notify_filter.h"
#include "text/words/heard.h"

/* Composes the request that the letter would be the answer to. */
static struct past_want
want_of(const struct chat *chat, struct str from)
{
	struct past_want want = { .kind = PAST_LETTER,
		.round = chat->letters.round };
	struct buf place;

	buf_init(&place, want.place, sizeof(want.place));
	(void)BUF_CAT(&place, STR("@"), from); /* a name fits */
	want.len = buf_len(&place);
	return want;
}

static void
show(struct chat *chat, const struct command *letter)
{
	const struct manner manner = chat_manner(chat, letter);
	const struct past_want want = want_of(chat, letter->arg[1]);
	const struct ui *ui = chat->console->ui;

	if (chat->options.person &&
	    notify_filter_ignores(letter, session_name(&chat->session)))
		return;
	if (ui->past == NULL)
		ui->hear(chat, letter, true, &manner);
	else if (!ui->past(chat, &want, letter, &manner))
		return;
	if (!chat->letters.rang)
		chat_alert(chat, letter);
	chat->letters.rang = true;
	chat_write_down(chat, letter);
	people_note(&chat->people, letter);
}

bool
chat_letters_hear(struct chat *chat, const struct command *line)
{
	struct command letter;
	char words[HEARD_ROOM];

	switch (letters_take(&chat->letters, line, &letter)) {
	case LETTERS_NEW:
		if (chat->options.person)
			heard_brief(&letter, chat->full, words);
		show(chat, &letter);
		break;
	case LETTERS_NOTED:
		break;
	case LETTERS_NONE:
		return false;
	}
	return true;
}

void
chat_letters_go_on(struct chat *chat)
{
	const struct ui *ui = chat->console->ui;
	uint64_t unseen, id;

	if (buf_len(&chat->console->out.waiting) > 0 || chat_is_away(chat) ||
	    !session_ready(&chat->session))
		return;
	unseen = ui->unseen != NULL ? ui->unseen(chat) : 0;
	id = letters_report(&chat->letters, unseen);
	if (id != 0)
		SESSION_SAY_ITSELF(
		    &chat->session, VERB_DONE, STR("done"), DECIMAL(id));
}
