/** The table of a language other than English: put before the bundle by gmm_widget.bundle. */
declare const GMM_WORDS: Readonly<Record<string, string>> | undefined;
