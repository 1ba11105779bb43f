/* Messages of several lines: see lines_shown.h. */
#include "worker/irc/lines_shown.h"

#include "worker/irc/out.h"

/* The letters of the map: a line that is empty, or that continues another. */
#define EMPTY 'e'
#define CONTINUES 'c'

/* Returns the message being shown as the present line is: see out.h. */
static struct irc_lines *
present(struct irc *irc)
{
	return &irc->lines[!irc->out.aside];
}

bool
irc_lines_go_on(const struct irc *irc)
{
	return irc->lines[0].left + irc->lines[1].left > 0;
}

struct irc_lines *
irc_lines_shown(struct irc *irc)
{
	struct irc_lines *lines = present(irc);

	return lines->left > 0 ? lines : NULL;
}

static bool
is_next(const struct irc_lines *lines, char letter)
{
	return lines->at < lines->map.len &&
	    lines->map.text[lines->at] == letter;
}

/* Passes over empty lines; writes them if there is a batch. */
static void
show_empty(struct irc *irc, struct irc_lines *lines, struct str actor,
    struct str before, struct str target)
{
	const struct irc_source source = { .actor = actor };

	irc->out.lines_of = lines->batch;
	irc->out.continues = false;
	for (; is_next(lines, EMPTY); lines->at++)
		if (lines->batch > 0)
			OUT_LINE(irc, &source, STR("PRIVMSG "), before, target,
			    STR(" :"));
	irc->out.lines_of = 0;
}

void
irc_lines_begin(struct irc *irc, const struct command *said, struct str before,
    struct str target)
{
	const struct irc_source source = {
		.actor = said->arg[2], .id = said->arg[0], .part = 1
	};
	struct irc_lines *lines = present(irc);
	uint64_t count = 0;

	(void)str_to_number(said->arg[3], LIMIT_LINES, &count);
	lines->left = (size_t)count;
	lines->further = false;
	lines->batch = 0;
	lines->at = 0;
	IRC_KEEP(lines->map, said->count > 4 ? said->arg[4] : STR(""));
	if (irc_can(irc, CAP_MULTILINE) && irc_can(irc, CAP_BATCH))
		lines->batch = irc_out_lines(irc, &source, before, target);
	show_empty(irc, lines, said->arg[2], before, target);
}

void
irc_lines_begin_piece(
    struct irc *irc, const struct irc_lines *lines, size_t part)
{
	if (lines == NULL)
		return;
	irc->out.lines_of = lines->batch;
	irc->out.continues = part > 1 || is_next(lines, CONTINUES);
}

void
irc_lines_end_line(struct irc *irc, struct irc_lines *lines, struct str actor,
    struct str before, struct str target)
{
	irc->out.lines_of = 0;
	if (lines == NULL)
		return;
	lines->further = true;
	lines->left--;
	lines->at++;
	show_empty(irc, lines, actor, before, target);
	if (lines->left == 0 && lines->batch > 0)
		irc_out_lines_end(irc, lines->batch);
}
