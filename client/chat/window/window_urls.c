/*
 * The addresses of web pages in the current view: /url lists them, or copies
 * one to the clipboard. Only http and https are links: others could run
 * programs. See window.h.
 */
#include <string.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "shared/crypto/base64.h"

/* The most addresses in the list. */
#define LISTED 100

/* xterm's OSC 52: the text, in Base64, becomes the selection. */
#define COPY STR("\033]52;c;")
#define COPY_END STR("\a")

/* Returns the length of "http://" or "https://" at the front, or 0. */
static size_t
scheme(struct str text)
{
	static const struct str schemes[] = { LIT("http://"), LIT("https://") };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (text.len > schemes[i].len &&
		    str_caseeq(
			(struct str) { text.at, schemes[i].len }, schemes[i]))
			return schemes[i].len;
	return 0;
}

/*
 * Returns whether the last byte belongs to the sentence, not to the address:
 * punctuation, or a bracket that the address does not open.
 */
static bool
is_behind(struct str link)
{
	const char last = link.at[link.len - 1];
	const char opens = last == ')' ? '(' : '[';
	int open = 0;

	if (last != ')' && last != ']')
		return strchr(".,;:!?'", last) != NULL;
	for (size_t i = 0; i < link.len; i++)
		open += (link.at[i] == opens) - (link.at[i] == last);
	return open < 0;
}

/* Returns the address at the front, which may end by RFC 3986, section 2. */
static struct str
link_at(struct str text)
{
	const size_t begins = scheme(text);
	struct str link = { text.at, begins };

	while (begins > 0 && link.len < text.len &&
	    (unsigned char)text.at[link.len] > ' ' &&
	    strchr("<>\"{}|\\^`\177", text.at[link.len]) == NULL)
		link.len++;
	while (link.len > begins && is_behind(link))
		link.len--;
	link.len = link.len > begins ? link.len : 0;
	return link;
}

/* Takes the first address off a text, and the text up to it; false: none. */
static bool
next_link(struct str *text, struct str *link)
{
	bool in_word = false;

	while (text->len > 0) {
		const unsigned char c = (unsigned char)text->at[0];
		*link = in_word ? STR("") : link_at(*text);
		in_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');
		str_drop(text, link->len > 0 ? link->len : 1);
		if (link->len > 0)
			return true;
	}
	return false;
}

static void
list(struct chat *chat, size_t number, struct str link)
{
	char row[LOGS_TEXT];
	struct buf text;

	if (number == 1)
		window_pager_line(chat,
		    STR("/url N copies a link to the clipboard; "
			"from the newest:"));
	buf_init(&text, row, sizeof(row));
	(void)BUF_CAT(&text, number < 10 ? STR("   ") : STR("  "),
	    DECIMAL(number), STR("  "));
	render_text(&text, link);
	window_pager_line(chat, buf_str(&text));
}

static void
copy(struct chat *chat, struct str link)
{
	struct out *out = &chat->console->out;
	char room[BASE64_TEXT(LIMIT_LINE)];

	if (link.len > LIMIT_LINE) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("the link is too long"));
		return;
	}
	out_put(out, COPY);
	out_put(out, base64_text(link.at, link.len, room));
	out_put(out, COPY_END);
	CHAT_REMARK(chat, STR("copied, if the terminal allows it: "), link);
}

/*
 * Goes through the links that people have sent to the view, from the newest
 * line, 1. Copies that of the number, or lists all if it is 0. Returns false if
 * there is none.
 */
static bool
take_links(struct chat *chat, uint64_t number)
{
	char room[LOGS_TEXT];
	struct str text, link;
	size_t passed = 0;

	for (const struct line *line = window_now(chat)->lines.last;
	     line != NULL; line = line->before) {
		if (line->kind > LINE_EVENT)
			continue;
		text = logs_plain(lines_text(line), room);
		while (passed < LISTED && next_link(&text, &link)) {
			passed++;
			if (number == 0)
				list(chat, passed, link);
			if (number != passed)
				continue;
			copy(chat, link);
			return true;
		}
	}
	return number == 0 && passed > 0;
}

void
window_url(struct chat *chat, struct str rest)
{
	uint64_t number = 0;

	if (rest.at != NULL &&
	    (!str_to_number(rest, LISTED, &number) || number == 0))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /url [N]"));
	else if (take_links(chat, number))
		return;
	else if (number == 0)
		CHAT_REMARK(chat, STR("this view has no links"));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("this view has no link "),
		    rest, STR("; /url lists them"));
}
