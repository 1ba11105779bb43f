/*
 * A fake server that sends what a dialogue (talks.h) tells it to: lines that
 * the real server would never send, and an end at any moment. It serves one
 * client at a time. tests/system/README has its words.
 */
#ifndef TESTS_LIB_FAKE_H
#define TESTS_LIB_FAKE_H

#include <stdbool.h>

/* Listens there. Returns its address, with the port. */
const char *fake_start(const char *address);

/* Does what the word says; false if it is none. Changes the text. */
bool fake_act(const char *word, char *text);

/* If it has a client, lets it quit. */
void fake_part(void);

#endif
