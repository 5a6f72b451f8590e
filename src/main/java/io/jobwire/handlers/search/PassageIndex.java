package io.jobwire.handlers.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;

/**
 * The passages of all documents, and which of them fit a query best. One thread writes, any may
 * ask; what was written is found after {@link #show}. Nothing is committed: an index lives as long
 * as its process.
 */
final class PassageIndex implements AutoCloseable {
  private static final String PATH = "path";
  static final String TITLE = "title";
  static final String TEXT = "text";
  private static final String URL = "url";

  /** Tells which speed of the processor it does without. Kept, as unheld loggers forget. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE.setLevel(Level.SEVERE);
  }

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  PassageIndex(Directory directory) throws IOException {
    this.directory = directory;
    // Merges on the thread that writes: there is no other to be waited for at the end.
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig(Words.ANALYZER)
                .setMergeScheduler(new SerialMergeScheduler())
                .setCommitOnClose(false));
    searchers = new SearcherManager(writer, null);
  }

  /** Takes the place of all that was known of this document. */
  void put(String path, List<Passage> passages) throws IOException {
    List<Document> documents = new ArrayList<>();
    for (Passage passage : passages) {
      Document document = new Document();
      document.add(new StringField(PATH, path, Store.NO));
      document.add(new TextField(TITLE, passage.title(), Store.YES));
      document.add(new TextField(TEXT, passage.text(), Store.YES));
      document.add(new StoredField(URL, passage.url()));
      documents.add(document);
    }
    writer.updateDocuments(new Term(PATH, path), documents);
  }

  void remove(String path) throws IOException {
    writer.deleteDocuments(new Term(PATH, path));
  }

  void show() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  int passages() {
    return writer.getDocStats().numDocs;
  }

  List<Hit> best(String query, int most) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      Words words = words(query, searcher.getIndexReader());
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc found : searcher.search(Relevance.query(words), most).scoreDocs) {
        hits.add(hit(searcher.storedFields().document(found.doc), found.score, words));
      }
      return hits;
    } finally {
      searchers.release(searcher);
    }
  }

  /** A last word that no document has is taken for the beginning of one. */
  private static Words words(String query, IndexReader reader) throws IOException {
    Words words = Words.of(query);
    int times =
        reader.docFreq(new Term(TITLE, words.lastStem()))
            + reader.docFreq(new Term(TEXT, words.lastStem()));
    return times > 0 ? words.whole() : words;
  }

  private static Hit hit(Document found, double score, Words words) {
    String text = found.get(TEXT);
    Snippet snippet = Snippet.of(text, words);
    return new Hit(
        found.get(TITLE), found.get(URL), snippet.text(), snippet.highlights(), score, text);
  }

  @Override
  public void close() throws IOException {
    searchers.close();
    writer.rollback();
    directory.close();
  }
}
