namespace Bot.Domain.Understanding;

/// <summary>Finds the words and groups of characters of a text, in the tree.</summary>
internal sealed partial class ScannedText
{
    /// <summary>
    /// Walks the words from every position; gathers their tags, and the model's rows that fired. The first steps of all walks are taken
    /// side by side, each asking ahead for what the next one reads, since nearly every step would otherwise wait for a far cache.
    /// </summary>
    private void FindWords(int start, int end, ref TagSet tags)
    {
        var trie = vocabulary.Trie;
        for (var i = start; i < end; i++)
        {
            firstNodes[i] = trie.Root(masked[i]);
            trie.Prefetch(firstNodes[i], i + 1 < end ? masked[i + 1] : ' ');
        }

        for (var i = start; i < end; i++)
        {
            secondNodes[i] = firstNodes[i] != 0 && i + 1 < end ? trie.Next(firstNodes[i], masked[i + 1]) : 0;
            trie.Prefetch(secondNodes[i], i + 2 < end ? masked[i + 2] : ' ');
        }

        for (var i = start; i < end; i++)
        {
            rowsBefore[i] = rowCount;
            var node = firstNodes[i];
            if (node == 0)
            {
                continue;
            }

            Arrive(node, i, i + 1, ref tags);
            node = secondNodes[i];
            for (var next = i + 2; node != 0; next++)
            {
                Arrive(node, i, next, ref tags);
                node = next < end ? trie.Next(node, masked[next]) : 0;
            }
        }
    }

    private void Arrive(int node, int start, int end, ref TagSet tags)
    {
        var value = vocabulary.Trie.Payload(node);
        if (value < WordTrie.Absent)
        {
            AddRow(Vocabulary.RowIn(value));
        }
        else if (value >= 0)
        {
            ref readonly var entry = ref vocabulary.Entries[value];
            if (entry.Row > 0)
            {
                AddRow(entry.Row);
            }

            if (entry.Tags.Length > 0)
            {
                Words.Add(new WordHit(start, end, value));
                foreach (var tag in entry.Tags)
                {
                    tags.Add(tag);
                }
            }
        }
    }

    private void AddRow(int row)
    {
        if (rowCount == rows.Length)
        {
            Array.Resize(ref rows, rowCount * 2);
        }

        rows[rowCount++] = row;
        vocabulary.Model.Prefetch(row);
    }
}
