/* Lines in the files called "out": see fifo_out.h. */
#include "script/hear/fifo_out.h"

#include "shared/clock.h"
#include "shared/str.h"
#include "text/render.h"

static struct {
	char memory[RENDER_ROOM]; /* for one line */
} fifo_out;

/* Begins a line of an "out" with the time in seconds since 1970. */
static struct buf
begin_line(usec time)
{
	struct buf line;

	buf_init(&line, fifo_out.memory, sizeof(fifo_out.memory));
	(void)BUF_CAT(&line, DECIMAL(time / SEC), STR(" "));
	return line;
}

/* Ends the line and writes it, to the root if the place is null. */
static void
end_line(struct place *place, struct buf *line)
{
	(void)BUF_CAT(line, STR("\n")); /* there is room */
	place_write(place != NULL ? place : places_root(), buf_str(line));
}

void
fifo_out_remark(struct place *place, const struct str *pieces, size_t count)
{
	struct buf line = begin_line(clock_wall());

	(void)BUF_CAT(&line, STR("-!- "));
	(void)buf_cat(&line, pieces, count); /* ours are short */
	end_line(place, &line);
}

void
fifo_out_refuse(struct place *place, enum code code, struct excess over)
{
	char room[CODE_SAID];

	FIFO_OUT_REMARK(place, STR("not sent: "), code_over(code, over, room));
}

/* Returns the time of an event, from its ID; for other lines, now. */
static usec
time_of(const struct command *line)
{
	uint64_t id;

	if (line->rule->args[0] == ARG_ID &&
	    str_to_number(line->arg[0], UINT64_MAX, &id))
		return id;
	return clock_wall();
}

/* Returns the place that a line of the server belongs to. */
static struct place *
place_of(const struct command *line)
{
	return grammar_is_of_group(line->rule) ? places_find(line->arg[1]) :
						 places_root();
}

/* Puts "-!- VERB ...": the words without an event's ID. */
static void
put_words(struct buf *to, const struct command *line)
{
	(void)BUF_CAT(to, STR("-!- "), line->rule->word);
	for (size_t i = 0; i < line->count; i++) {
		if (render_is_stamp(line, i))
			continue;
		(void)BUF_CAT(to, STR(" "));
		render_text(to, line->arg[i]);
	}
}

void
fifo_out_show(const struct command *line)
{
	struct buf text = begin_line(time_of(line));

	if (line->rule->verb == VERB_MSG) {
		(void)BUF_CAT(&text, STR("<"), line->arg[2], STR("> "));
		render_text(&text, line->arg[3]);
	} else if (line->rule->verb == VERB_TELL) {
		(void)BUF_CAT(&text, STR("<"), line->arg[1], STR("> -> "),
		    line->arg[2], STR(": "));
		render_text(&text, line->arg[3]);
	} else {
		put_words(&text, line);
	}
	end_line(place_of(line), &text);
}
