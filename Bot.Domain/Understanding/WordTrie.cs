using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Bot.Domain.Understanding;

/// <summary>
/// All words and character groups in one tree, walked from every position of a text. The longest word is bounded
/// (<see cref="LongestWord"/>), so a walk over a text is linear in its length.
/// </summary>
public sealed class WordTrie
{
    public const int LongestWord = 14;
    public const int Absent = -1;

    private readonly int[] first = new int[char.MaxValue + 1];
    private readonly ulong[] starts = new ulong[(char.MaxValue + 1) / 64];

    /// <summary>Key (node and character) and child packed into one word each, so that the table stays near; at most half of it is filled.</summary>
    private ulong[] slots;
    private int[] payload;
    private int mask;
    private int nodes = 1;
    private const int ChildBits = 24;
    private const ulong ChildMask = (1UL << ChildBits) - 1;

    /// <param name="expected">About how many words there will be; more may come.</param>
    public WordTrie(int expected)
    {
        payload = new int[Math.Max(expected, 16)];
        payload[0] = Absent;
        slots = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)payload.Length * 2)];
        mask = slots.Length - 1;
    }

    /// <summary>Puts a word in and answers its node; words longer than <see cref="LongestWord"/> are refused.</summary>
    public int Add(ReadOnlySpan<char> word)
    {
        ArgumentOutOfRangeException.ThrowIfZero(word.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(word.Length, LongestWord);
        var node = first[word[0]];
        if (node == 0)
        {
            first[word[0]] = node = NewNode();
            starts[word[0] >> 6] |= 1UL << (word[0] & 63);
        }

        for (var i = 1; i < word.Length; i++)
        {
            var next = Next(node, word[i]);
            if (next == 0)
            {
                next = NewNode();
                Put(Key(node, word[i]), next);
            }

            node = next;
        }

        return node;
    }

    public void SetPayload(int node, int value) => payload[node] = value;

    /// <summary>The node of a first character, 0 where no word begins so. The bits are asked first: they fit the nearest cache.</summary>
    public int Root(char character) => (starts[character >> 6] & (1UL << (character & 63))) == 0 ? 0 : first[character];

    /// <summary>Asks ahead for what stands at a node, and for the slot in which <see cref="Next"/> will begin to look: both tables are larger than the near caches.</summary>
    public unsafe void Prefetch(int node, char next)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(payload), node)));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slots), SlotOf(Key(node, next)))));
        }
    }

    /// <summary>The node one character further, 0 where no word goes on.</summary>
    public int Next(int node, char character)
    {
        var key = Key(node, character);
        var at = SlotOf(key);
        while (true)
        {
            var slot = slots[at];
            if (slot >> ChildBits == (ulong)key)
            {
                return (int)(slot & ChildMask);
            }

            if (slot == 0)
            {
                return 0;
            }

            at = (at + 1) & mask;
        }
    }

    public int Payload(int node) => payload[node];

    public long SizeInBytes => (first.Length + payload.Length) * 4L + slots.Length * 8L + starts.Length * 8L;

    private static long Key(int node, char character) => ((long)node << 16) | character;

    private int SlotOf(long key) => (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 40) & mask;

    private int NewNode()
    {
        if (nodes > (int)ChildMask)
        {
            throw new FormatException("too many words for the tree");
        }

        if (nodes == payload.Length)
        {
            Array.Resize(ref payload, nodes * 2);
        }

        payload[nodes] = Absent;
        return nodes++;
    }

    private void Put(long key, int child)
    {
        if (nodes * 2L > slots.Length)
        {
            var before = slots;
            slots = new ulong[before.Length * 2];
            mask = slots.Length - 1;
            foreach (var slot in before)
            {
                if (slot != 0)
                {
                    slots[FreeSlot((long)(slot >> ChildBits))] = slot;
                }
            }
        }

        slots[FreeSlot(key)] = ((ulong)key << ChildBits) | (uint)child;
    }

    private int FreeSlot(long key)
    {
        var at = SlotOf(key);
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
