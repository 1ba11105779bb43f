/*
 * Dialogues: files of words, each with a server of its own. tests/system/README
 * has all words.
 */
#ifndef TESTS_LIB_TALKS_H
#define TESTS_LIB_TALKS_H

/* Runs the file that is the argument of main; returns main's status. */
int talks_main(int argc, char *argv[]);

#endif
