/* The command done: of an item, or of letters. */
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/handlers.h"
#include "router/delivery/mail_log.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/mailbox.h"
#include "router/verbs/work/work.h"

/* The line of a client that waits. */
struct row {
	uint64_t line; /* number of its line, from 1; 0: it waits for nothing */
	bool login; /* its second mailbox is asked about */
};

/* Not saved: the next program begins with the line. */
static struct {
	struct row *row; /* one for each client */
} letters_done;

/* Takes no line of the answer: there is none. */
static void
take_nothing(uint32_t who, struct str word, struct str text)
{
	(void)who;
	(void)word;
	(void)text;
}

/* Begins with a line, in the first mailbox that the client has. */
static void
begin(uint32_t who)
{
	struct row *row = &letters_done.row[who];
	const uint64_t line = slots_get(clients_slot(who))->up.lines + 1;

	if (row->line == line)
		return;
	journal_client_cancel(who);
	row->line = line;
	row->login = mailbox_name(who, false).len == 0;
}

/*
 * Asks whether there is a letter with the ID, in one mailbox after the other.
 * Returns false if the client has to wait.
 */
static bool
ask(uint32_t who, struct str id, enum code *code)
{
	struct row *row = &letters_done.row[who];
	struct journal_answer answer;

	for (;; row->login = true) {
		if (!journal_client_ask_rows(who,
			WORDS(STR("letter"),
			    mail_log_where(mailbox_name(who, row->login)), id),
			take_nothing, &answer))
			return false;
		*code = answer.code;
		if (*code != CODE_NO_SUCH_ITEM || row->login ||
		    mailbox_name(who, true).len == 0)
			break;
	}
	row->line = 0;
	return true;
}

static enum outcome
done_with_letter(uint32_t who, const struct command *command, uint64_t id)
{
	enum code code;

	begin(who);
	if (!ask(who, command->arg[0], &code))
		return OUTCOME_WAIT;
	if (code == CODE_OK && mailbox_finish(who, id))
		return answers_ok(who, command, WORDS(command->arg[0]));
	return answers_refuse(
	    who, command, code == CODE_NO_SUCH_ITEM ? code : CODE_UNAVAILABLE);
}

enum outcome
done_cmd(uint32_t who, const struct command *command)
{
	uint64_t id = 0;

	(void)str_to_number(command->arg[0], UINT64_MAX, &id); /* an ID */
	if (work_has_item(who, command) || !mailbox_may_have(who, id))
		return work_done(who, command);
	return done_with_letter(who, command, id);
}

static void
letters_done_leave(uint32_t who)
{
	letters_done.row[who] = (struct row) { .line = 0 };
}

MODULE(letters_done) = { TABLES(TABLE(letters_done.row, CLIENTS_MAX)),
	.leave = letters_done_leave };
