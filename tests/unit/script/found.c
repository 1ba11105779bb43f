/*
 * client/script/hear/found: the lines of pages that come in any of the three
 * orders are there from the oldest to the newest.
 */
#include "client/script/hear/found.h"

#include "tests/lib/tap.h"

static void
add_page(enum found_order order, const char *lines)
{
	found_begin_page(order);
	for (; *lines != '\0'; lines++)
		found_add((struct str) { lines, 1 });
}

/* Takes so many lines, and compares them, a letter each. */
static void
expect(const char *lines)
{
	struct str line;
	bool same = true;

	for (const char *at = lines; *at != '\0'; at++) {
		same = found_next(&line) && line.len == 1 && *line.at == *at &&
		    same;
		if (found_next(&line))
			found_drop();
	}
	TAP_OK(same, "these are next: %s", lines);
}

static void
expect_all(const char *lines)
{
	struct str line;

	expect(lines);
	TAP_OK(!found_next(&line), "and no others");
}

int
main(void)
{
	add_page(FOUND_AFTER, "abc");
	expect("ab");
	add_page(FOUND_AFTER, "de");
	expect_all("cde");
	add_page(FOUND_AFTER, "");
	add_page(FOUND_AFTER, "f");
	expect_all("f");

	add_page(FOUND_BEFORE, "jkl");
	add_page(FOUND_BEFORE, "ghi");
	expect_all("ghijkl");

	add_page(FOUND_NEWEST_FIRST, "rq");
	add_page(FOUND_NEWEST_FIRST, "po");
	expect_all("opqr");
	TAP_NUM(found_count(), 16, "so many there were");

	add_page(FOUND_AFTER, "12345");
	found_keep_last(7);
	found_keep_last(2);
	add_page(FOUND_AFTER, "6");
	expect_all("456");
	add_page(FOUND_BEFORE, "12");
	found_keep_last(0);
	add_page(FOUND_NEWEST_FIRST, "9");
	found_free();
	expect_all("");
	return tap_done();
}
